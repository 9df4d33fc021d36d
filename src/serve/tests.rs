use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use super::{Options, Preview, Response, content_type, serve};
use crate::system::{OsSystem, System};

/// A preview of a few pages.
#[derive(Default)]
struct Pages {
    pages: BTreeMap<&'static str, &'static str>,
    rebuilt: AtomicUsize,
}

impl Preview for Pages {
    fn get(&self, path: &str) -> Option<Response> {
        assert_ne!(path, "panic", "made to fail");
        let bytes = self.pages.get(path)?.as_bytes().into();
        Some(Response { bytes, content_type: content_type(path), status: 200 })
    }

    fn not_found(&self) -> Response {
        Response { bytes: b"<p>none</p>".as_slice().into(), content_type: content_type(""), status: 404 }
    }

    fn rebuild(&self) -> bool {
        self.rebuilt.fetch_add(1, Ordering::Relaxed);
        true
    }
}

fn pages() -> Arc<Pages> {
    let pages = BTreeMap::from([
        ("", "<body>home</body>"),
        ("talks/", "<body>talks</BODY></html>"),
        ("a b/", "<p>no end"),
        ("s.css", "</body>"),
        ("é.txt", "e"),
    ]);
    Arc::new(Pages { pages, rebuilt: AtomicUsize::new(0) })
}

fn start(preview: Arc<Pages>, base_path: &str, watch: Vec<PathBuf>, ignore: Vec<PathBuf>) -> SocketAddr {
    let bind = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let options = Options { bind, port: 0, base_path: base_path.to_owned(), watch, ignore };
    let (sender, address) = mpsc::channel();
    std::thread::spawn(move || serve(&options, preview, |address| sender.send(address).unwrap()));
    address.recv().unwrap()
}

/// Sends bytes and returns the whole answer.
fn send(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // Whoever sends nonsense may get a reset after the answer.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn get_as(address: SocketAddr, path: &str, host: &str, more: &str) -> String {
    send(address, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"))
}

fn get(address: SocketAddr, path: &str) -> String {
    get_as(address, path, "localhost", "")
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next().unwrap();
    let mut fields = head.split("\r\n").filter_map(|line| line.split_once(": "));
    fields.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn pages_stand_below_the_base_path() {
    let address = start(pages(), "/repo/", Vec::new(), Vec::new());
    let script = "<script src=\"/repo/__onrecord/reload.js\" defer></script>";
    assert_eq!(body(&get(address, "/repo/")), format!("<body>home{script}</body>"));
    assert_eq!(body(&get(address, "/repo/talks/?x=1")), format!("<body>talks{script}</BODY></html>"));
    assert_eq!(body(&get(address, "/repo/a%20b/")), format!("<p>no end{script}"));
    let style = get(address, "/repo/s.css");
    assert_eq!((body(&style), header(&style, "content-type")), ("</body>", Some("text/css; charset=utf-8")));
    assert_eq!(body(&get(address, "/repo/%C3%A9.txt")), "e");
    for (from, to) in [
        ("/", "/repo/"),
        ("/repo", "/repo/"),
        ("/repo/talks", "/repo/talks/"),
        ("/repo/talks?x=1", "/repo/talks/?x=1"),
        ("/repo/a%20b", "/repo/a%20b/"),
    ] {
        let answer = get(address, from);
        assert_eq!((status(&answer), header(&answer, "location")), ("302", Some(to)), "{from}");
    }
    for path in ["/other", "/talks/", "/repository/", "/repo/none", "/repo/none/"] {
        let answer = get(address, path);
        assert_eq!(
            (status(&answer), body(&answer)),
            ("404", format!("<p>none</p>{script}").as_str()),
            "{path}"
        );
    }
    let root = start(pages(), "/", Vec::new(), Vec::new());
    assert_eq!(status(&get(root, "/")), "200");
    assert_eq!(status(&get(root, "/talks/")), "200");
}

#[test]
fn paths_that_try_to_get_out_find_nothing() {
    let address = start(pages(), "/", Vec::new(), Vec::new());
    for path in [
        "/../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/..%2fetc/passwd",
        "//talks",
        "//evil.example",
        "//evil.example/..",
        "/%2ftalks",
        "/talks//",
        "/talks/%2e/",
        "/\\talks",
        "/%5ctalks",
        "/%00",
        "/%ff",
        "/talks%00/",
        "/%0d%0aX:y",
        "/%252e%252e/",
        "/__onrecord/",
        "/__onrecord/../s.css",
        "/.git/config",
    ] {
        let answer = get(address, path);
        assert!(["404", "400"].contains(&status(&answer)), "{path}: {answer}");
        assert_eq!(header(&answer, "location"), None, "{path}");
    }
}

#[test]
fn only_this_machine_is_answered() {
    let address = start(pages(), "/", Vec::new(), Vec::new());
    for host in ["localhost", "LOCALHOST:4000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:80"] {
        assert_eq!(status(&get_as(address, "/", host, "")), "200", "{host}");
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "evil.example:80",
        "127.0.0.1.nip.example",
        "x@localhost",
        "localhost:x",
        "localhost:99999",
        "localhost:",
        "",
        ":80",
        "::1",
        "[127.0.0.1]",
        "[::1",
        "127.0.0.2",
        "0.0.0.0",
        "2130706433",
        "127.1",
        "[::]",
    ] {
        let answer = get_as(address, "/", host, "");
        assert!(["421", "400"].contains(&status(&answer)), "{host}: {answer}");
    }
    assert_eq!(status(&send(address, "GET / HTTP/1.0\r\n\r\n")), "421");
    assert_eq!(status(&get_as(address, "/", "localhost", "Host: evil.example\r\n")), "421");
    assert_eq!(status(&get_as(address, "http://evil.example/", "localhost", "")), "421");
    for (origin, expected) in [
        ("http://localhost:1234", "200"),
        ("http://127.0.0.1", "200"),
        ("http://[::1]:9", "200"),
        ("http://evil.example", "403"),
        ("https://localhost.evil.example", "403"),
        ("null", "403"),
        ("", "403"),
        ("http://localhost:1234/x", "403"),
    ] {
        let answer = get_as(address, "/", "localhost", &format!("Origin: {origin}\r\n"));
        assert_eq!(status(&answer), expected, "{origin}");
        assert_eq!(header(&answer, "access-control-allow-origin"), None);
    }
    let answer = get_as(address, "/__onrecord/events", "localhost", "Origin: http://evil.example\r\n");
    assert_eq!(status(&answer), "403");
}

#[test]
fn answers_can_only_be_read_and_carry_their_headers() {
    let address = start(pages(), "/", Vec::new(), Vec::new());
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        let answer =
            send(address, &format!("{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assert_eq!((status(&answer), header(&answer, "allow")), ("405", Some("GET, HEAD")), "{method}");
    }
    let answer = send(address, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!((status(&answer), body(&answer)), ("200", ""));
    assert_eq!(header(&answer, "content-length"), header(&get(address, "/"), "content-length"));
    for path in ["/", "/none", "/s.css", "/__onrecord/reload.js"] {
        let answer = get(address, path);
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
        assert_eq!(header(&answer, "cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    }
}

#[test]
fn bad_clients_do_not_stop_the_server() {
    let address = start(pages(), "/", Vec::new(), Vec::new());
    let silent: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(address).unwrap()).collect();
    let mut slow = TcpStream::connect(address).unwrap();
    slow.write_all(b"GET / HT").unwrap();
    for nonsense in
        ["\r\n\r\n\0\0\0", "GET\r\n\r\n", "\u{16}\u{3}\u{1}", "GET / HTTP/9.9\r\n\r\n", &"x".repeat(200_000)]
    {
        send(address, nonsense);
    }
    assert_eq!(status(&get(address, "/panic")), "500");
    assert_eq!(status(&get(address, "/")), "200");
    drop(silent);
}

#[test]
fn a_taken_port_is_named() {
    let address = start(pages(), "/", Vec::new(), Vec::new());
    let options = Options {
        bind: address.ip(),
        port: address.port(),
        base_path: "/".to_owned(),
        watch: Vec::new(),
        ignore: Vec::new(),
    };
    let error = serve(&options, pages(), |_| {}).unwrap_err().to_string();
    assert!(
        error.contains(&format!("port {} is taken", address.port())) && error.contains("--port"),
        "{error}"
    );
}

#[test]
fn a_change_reloads_browsers_once() {
    let folder = tempfile::tempdir().unwrap();
    let disk = OsSystem::new(folder.path()).unwrap();
    let at = |path: &str| disk.root().join(path);
    disk.create_dir_all(&at("content")).unwrap();
    disk.create_dir_all(&at("content/public")).unwrap();
    let preview = pages();
    let watched = vec![at("content"), at("templates"), at("site.yaml")];
    let address = start(preview.clone(), "/repo/", watched, vec![at("content/public")]);
    let wait = |expected: usize| {
        let start = Instant::now();
        while preview.rebuilt.load(Ordering::Relaxed) < expected && start.elapsed() < Duration::from_secs(10)
        {
            std::thread::sleep(Duration::from_millis(10));
        }
        // Whatever else was under way has happened by then.
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(preview.rebuilt.load(Ordering::Relaxed), expected);
    };

    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(b"GET /repo/__onrecord/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let first = lines.find(|line| line.starts_with("data: ")).unwrap();
    let build = first.strip_prefix("data: ").unwrap();
    assert!(get(address, "/repo/__onrecord/reload.js").contains(&format!("\"{build}\"")));

    for page in 0..50 {
        disk.write_new(&at(&format!("content/{page}.md")), b"x").unwrap();
    }
    wait(1);
    let second = lines.find(|line| line.starts_with("data: ")).unwrap();
    assert_ne!(first, second);

    // Reading, hidden files, other files and the output do not matter.
    disk.load(&at("content/1.md")).unwrap();
    disk.names(&at("content")).unwrap();
    disk.write_new(&at("content/.1.md.swp"), b"x").unwrap();
    disk.write_new(&at("content/1.md~"), b"x").unwrap();
    disk.write_new(&at("other.txt"), b"x").unwrap();
    disk.write_new(&at("content/public/index.html"), b"x").unwrap();
    wait(1);

    // What did not exist is seen, and what is replaced goes on being seen.
    disk.create_dir_all(&at("templates")).unwrap();
    wait(2);
    disk.write_new(&at("templates/page.html"), b"x").unwrap();
    wait(3);
    disk.write_new(&at("new.yaml"), b"x").unwrap();
    disk.rename(&at("new.yaml"), &at("site.yaml")).unwrap();
    wait(4);
    disk.write_new(&at("newer.yaml"), b"x").unwrap();
    disk.rename(&at("newer.yaml"), &at("site.yaml")).unwrap();
    wait(5);
    disk.rename(&at("content"), &at("before")).unwrap();
    wait(6);
    disk.create_dir_all(&at("content/deep/er")).unwrap();
    wait(7);
    disk.write_new(&at("content/deep/er/1.md"), b"x").unwrap();
    wait(8);
}

#[test]
fn types_come_from_endings() {
    assert_eq!(content_type(""), "text/html; charset=utf-8");
    assert_eq!(content_type("talks/"), "text/html; charset=utf-8");
    assert_eq!(content_type("a.b/LOGO.SVG"), "image/svg+xml");
    assert_eq!(content_type("a.css/LICENSE"), "application/octet-stream");
}
