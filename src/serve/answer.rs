//! From a request to an answer.
//!
//! 1. The request is checked in this order: its host (421), its origin (403), its method (405), its path (404). A page
//!    on the internet that makes a browser call this server gets no further than the first two.
//! 2. Redirects lead into the base path and from a folder's name to the folder.
//! 3. Pages come from the preview; HTML gets the script that loads it again when the server says so.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::{Either, Full};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use tokio::sync::watch::Receiver;

use super::{Preview, Response};

/// The folder of the server's own files, below the base path.
const OWN: &str = "__onrecord/";

/// How often a sign of life goes to a browser that waits for the next build.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The script of a page in the preview. `BUILD` is the build that the page came from.
const SCRIPT: &str = r#"(() => {
  const events = new EventSource(new URL("events", document.currentScript.src));
  events.onmessage = (event) => {
    if (event.data !== "BUILD") location.reload();
  };
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
"#;

/// Characters that a redirect must not hold as they are.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

type Answer = hyper::Response<Either<Full<Bytes>, Events>>;

/// What is served, and under which path.
pub(super) struct Site {
    /// The base path as it stands in URLs, with a slash at both ends.
    base: String,
    /// The same, decoded.
    decoded: String,
    preview: Arc<dyn Preview>,
    /// The number of the last build.
    builds: Receiver<u64>,
}

impl Site {
    /// Puts a preview under a base path.
    pub(super) fn new(base_path: &str, preview: Arc<dyn Preview>, builds: Receiver<u64>) -> Self {
        let base = match base_path.trim_matches('/') {
            "" => "/".to_owned(),
            path => format!("/{path}/"),
        };
        let decoded = percent_decode_str(&base).decode_utf8_lossy().into_owned();
        Self { base, decoded, preview, builds }
    }
}

/// Answers one request that came in on the address `local`.
pub(super) async fn answer(
    site: Arc<Site>,
    request: Request<Incoming>,
    local: IpAddr,
) -> Result<Answer, Infallible> {
    let mut answer = match route(&site, &request, local) {
        Route::Refuse(status, why) => text(status, why),
        Route::Redirect(to) => redirect(&to),
        Route::Events => events(site.builds.clone()),
        Route::Script => own(StatusCode::OK, "text/javascript; charset=utf-8", script(*site.builds.borrow())),
        Route::Page(path) => {
            let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
            // A page that cannot be built must not take the server with it.
            let found = tokio::task::spawn_blocking(move || page(&site, path.as_deref(), &query)).await;
            found.unwrap_or_else(|_| text(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be built"))
        }
    };
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if answer.status() == StatusCode::METHOD_NOT_ALLOWED {
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    Ok(answer)
}

/// Where a request leads.
#[derive(Debug, PartialEq)]
enum Route {
    Refuse(StatusCode, &'static str),
    Redirect(String),
    Events,
    Script,
    /// A path below the base path; `None` when it cannot be one.
    Page(Option<String>),
}

fn route<B>(site: &Site, request: &Request<B>, local: IpAddr) -> Route {
    if !is_for_us(request, local) {
        return Route::Refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "this preview answers to `localhost` and its own address only",
        );
    }
    if !is_from_us(request.headers(), local) {
        return Route::Refuse(StatusCode::FORBIDDEN, "this preview does not answer pages of other sites");
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return Route::Refuse(StatusCode::METHOD_NOT_ALLOWED, "this preview can only be read");
    }
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else { return Route::Page(None) };
    if path != site.decoded && (path == "/" || format!("{path}/") == site.decoded) {
        return Route::Redirect(site.base.clone());
    }
    let Some(below) = path.strip_prefix(&site.decoded) else { return Route::Page(None) };
    match below.strip_prefix(OWN) {
        Some("events") => Route::Events,
        Some("reload.js") => Route::Script,
        _ => Route::Page(is_plain(below).then(|| below.to_owned())),
    }
}

/// Tells whether a request names this server. A foreign name means that somebody made theirs lead here.
fn is_for_us<B>(request: &Request<B>, local: IpAddr) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let named = request.uri().authority().is_none_or(|authority| is_our_host(authority.as_str(), local));
    named && hosts.next().is_none() && host.is_some_and(|host| is_our_host(host, local))
}

/// Tells whether a request comes from a page of this server, or from none.
fn is_from_us(headers: &HeaderMap, local: IpAddr) -> bool {
    headers.get_all(header::ORIGIN).iter().all(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        origin.strip_prefix("http://").is_some_and(|host| is_our_host(host, local))
    })
}

/// Tells whether `host` or `host:port` is this machine's own name, or the address that the client called.
fn is_our_host(host: &str, local: IpAddr) -> bool {
    let (name, port) = match host.rfind(':').filter(|_| !host.ends_with(']')) {
        Some(colon) => (&host[..colon], &host[colon + 1..]),
        None => (host, "0"),
    };
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let is_local = address.parse().is_ok_and(|ip: IpAddr| {
        let bracketed = address.len() != name.len();
        bracketed == ip.is_ipv6() && (ip.to_canonical() == local || ["127.0.0.1", "::1"].contains(&address))
    });
    port.parse::<u16>().is_ok() && (name.eq_ignore_ascii_case("localhost") || is_local)
}

/// Tells whether a decoded path could name a page: no empty parts but the last, no dots, nothing that is no text.
fn is_plain(path: &str) -> bool {
    let folders = path.strip_suffix('/').unwrap_or(path);
    path.is_empty()
        || (!path.contains(|c: char| c == '\\' || c.is_control())
            && folders.split('/').all(|part| !matches!(part, "" | "." | "..")))
}

/// Asks the preview for a page.
fn page(site: &Site, path: Option<&str>, query: &str) -> Answer {
    let Some(path) = path else { return found(site, site.preview.not_found()) };
    if let Some(response) = site.preview.get(path) {
        return found(site, response);
    }
    let folder = format!("{path}/");
    if !path.is_empty() && !path.ends_with('/') && site.preview.get(&folder).is_some() {
        return redirect(&format!("{}{}{query}", site.base, utf8_percent_encode(&folder, SEGMENT)));
    }
    found(site, site.preview.not_found())
}

fn found(site: &Site, response: Response) -> Answer {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let bytes = match response.content_type.starts_with("text/html") {
        true => with_script(&response.bytes, &site.base).into(),
        false => Bytes::from_owner(response.bytes),
    };
    own(status, response.content_type, bytes)
}

/// Puts the reload script at the end of a page.
fn with_script(html: &[u8], base: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let base = base.replace('&', "&amp;").replace('"', "&quot;");
    let script = format!("<script src=\"{base}{OWN}reload.js\" defer></script>");
    let at = html.windows(END.len()).rposition(|part| part.eq_ignore_ascii_case(END)).unwrap_or(html.len());
    [&html[..at], script.as_bytes(), &html[at..]].concat()
}

/// Returns a build's name. With the process in it a browser notices that the server was started anew.
fn build_name(build: u64) -> String {
    format!("{}-{build}", std::process::id())
}

fn script(build: u64) -> Bytes {
    SCRIPT.replace("BUILD", &build_name(build)).into()
}

fn own(status: StatusCode, content_type: &'static str, bytes: Bytes) -> Answer {
    let mut answer = Answer::new(Either::Left(Full::new(bytes)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

fn text(status: StatusCode, why: &'static str) -> Answer {
    own(status, "text/plain; charset=utf-8", Bytes::from(format!("{why}\n")))
}

fn redirect(to: &str) -> Answer {
    let mut answer = text(StatusCode::FOUND, "see the address in `Location`");
    match HeaderValue::from_str(to) {
        Ok(to) => drop(answer.headers_mut().insert(header::LOCATION, to)),
        Err(_) => *answer.status_mut() = StatusCode::BAD_REQUEST,
    }
    answer
}

fn events(builds: Receiver<u64>) -> Answer {
    let mut answer = Answer::new(Either::Right(Events::new(builds)));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    answer
}

/// The text of an event, and where the next one comes from.
type Event = (String, Receiver<u64>);

/// The stream of builds: the present one at once, each later one when it is there, and signs of life.
pub(super) struct Events {
    next: Pin<Box<dyn Future<Output = Option<Event>> + Send>>,
}

impl Events {
    fn new(mut builds: Receiver<u64>) -> Self {
        let build = build_name(*builds.borrow_and_update());
        Self { next: Box::pin(async move { Some((format!("retry: 500\ndata: {build}\n\n"), builds)) }) }
    }

    async fn next(mut builds: Receiver<u64>) -> Option<Event> {
        let text = match tokio::time::timeout(HEARTBEAT, builds.changed()).await {
            Ok(Ok(())) => format!("data: {}\n\n", build_name(*builds.borrow_and_update())),
            Ok(Err(_)) => return None,
            Err(_) => ":\n\n".to_owned(),
        };
        Some((text, builds))
    }
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.next.as_mut().poll(cx).map(|next| {
            let (text, builds) = next?;
            self.next = Box::pin(Self::next(builds));
            Some(Ok(Frame::data(text.into())))
        })
    }
}

/// Returns the `Content-Type` for a path, by its ending. A folder is HTML; what is not known is bytes.
pub fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    if name.is_empty() {
        return "text/html; charset=utf-8";
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "wasm" => "application/wasm",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
