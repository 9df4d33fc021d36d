use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Protected, PublishError, Publisher, Refusal, Summary, manifest};
use crate::paths::{FilePath, OutputPath};
use crate::system::{Entry, Held, Kind, MemorySystem, Open, OsSystem, Stat, System};

/// The site `old`, `new` and `other`: pages by path.
const OLD: &[(&str, &str)] = &[
    ("index.html", "old"),
    ("a/index.html", "same"),
    ("gone/x/index.html", "g"),
    ("top.txt", "t"),
    ("x/y.html", "y"),
];
const NEW: &[(&str, &str)] = &[
    ("index.html", "new"),
    ("a/index.html", "same"),
    ("new/n/index.html", "n"),
    ("x/y.html", "Y"),
    ("x/z.html", "z"),
];
const OTHER: &[(&str, &str)] = &[("index.html", "other"), ("a/index.html", "same")];

type Files = BTreeMap<String, Vec<u8>>;

/// A folder with a site in `site`, and what a build needs.
struct Bench {
    _folder: tempfile::TempDir,
    system: OsSystem,
    protect: Protected,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let disk = OsSystem::new(folder.path()).unwrap();
        let root = disk.root().join("site");
        disk.create_dir_all(&root.join("content")).unwrap();
        disk.create_dir_all(&disk.root().join("home")).unwrap();
        let protect = Protected { root: root.clone(), home: Some(disk.root().join("home")) };
        let bench = Self { _folder: folder, system: OsSystem::new(&root).unwrap(), protect };
        bench.put("static/s.css", "css");
        bench
    }

    fn at(&self, path: &str) -> PathBuf {
        self.protect.root.join(path)
    }

    /// Writes a file below the site's root, or writes over it.
    fn put(&self, path: &str, text: &str) {
        let path = self.at(path);
        self.system.create_dir_all(path.parent().unwrap()).unwrap();
        let _ = self.system.remove_file(&path);
        self.system.write_new(&path, text.as_bytes()).unwrap();
    }

    fn get(&self, path: &str) -> Option<String> {
        self.system.load(&self.at(path)).ok().map(|bytes| String::from_utf8(bytes).unwrap())
    }

    fn build(&self, pages: &[(&str, &str)]) -> Result<Summary, PublishError> {
        build(&self.system, &self.protect, "public", pages)
    }

    fn refused(&self, output: impl AsRef<Path>) -> PublishError {
        match Publisher::open(&self.system, output.as_ref(), &self.protect) {
            Ok(_) => panic!("`{}` was not refused", output.as_ref().display()),
            Err(error) => error,
        }
    }

    fn output(&self) -> Files {
        files(&self.system, &self.at("public"))
    }

    /// Names beside the output that a build may have left.
    fn left(&self) -> Vec<OsString> {
        let names = self.system.names(&self.protect.root).unwrap();
        names
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| name != "public" && name != "content" && name != "static")
            .collect()
    }
}

fn build(
    system: &dyn System,
    protect: &Protected,
    output: &str,
    pages: &[(&str, &str)],
) -> Result<Summary, PublishError> {
    let publisher = Publisher::open(system, Path::new(output), protect)?;
    for (path, text) in pages {
        publisher.page(&OutputPath::new(path).unwrap(), text.as_bytes())?;
    }
    let style = FilePath::new("static/s.css").unwrap();
    let (hash, _) = system.hash(&style)?;
    publisher.file(&OutputPath::new("s.css").unwrap(), &style, hash)?;
    publisher.finish()
}

/// All files below a folder.
fn files(system: &dyn System, folder: &Path) -> Files {
    fn walk(system: &dyn System, folder: &Path, below: &str, files: &mut Files) {
        for (name, kind) in system.names(folder).unwrap() {
            let (place, path) = (folder.join(&name), format!("{below}{}", name.to_string_lossy()));
            match kind {
                Kind::Folder => walk(system, &place, &format!("{path}/"), files),
                _ => drop(files.insert(path, system.load(&place).unwrap())),
            }
        }
    }
    let mut found = Files::new();
    if system.stat(folder).unwrap().is_some() {
        walk(system, folder, "", &mut found);
    }
    found
}

/// What the output holds after a clean build, the manifest included.
fn clean(pages: &[(&str, &str)]) -> Files {
    let bench = Bench::new();
    bench.build(pages).unwrap();
    bench.output()
}

/// How many files were written, stayed and went.
fn counts(summary: &Summary) -> (usize, usize, usize) {
    (summary.written.len(), summary.unchanged, summary.removed.len())
}

#[test]
fn publishes_then_changes_only_what_changed() {
    let bench = Bench::new();
    let summary = bench.build(OLD).unwrap();
    assert_eq!(counts(&summary), (6, 0, 0));
    assert_eq!(bench.get("public/s.css").unwrap(), "css");
    let text = bench.get("public/.onrecord-manifest.json").unwrap();
    assert_eq!(manifest::read(text.as_bytes()).unwrap().len(), 6);

    let summary = bench.build(NEW).unwrap();
    assert_eq!(counts(&summary), (4, 2, 2));
    assert!(summary.kept.is_empty());
    assert_eq!(bench.output(), clean(NEW));
    assert!(bench.system.stat(&bench.at("public/gone")).unwrap().is_none());
    assert!(bench.left().is_empty(), "{:?}", bench.left());
}

#[test]
fn nothing_changed_touches_nothing() {
    let bench = Bench::new();
    bench.build(OLD).unwrap();
    let stat = |path| bench.system.stat(&bench.at(path)).unwrap();
    let (folder, page) = (stat("public"), stat("public/index.html"));
    assert_eq!(counts(&bench.build(OLD).unwrap()), (0, 6, 0));
    assert_eq!((stat("public"), stat("public/index.html")), (folder, page));
    assert!(bench.left().is_empty());
}

#[test]
fn missing_files_are_written_again() {
    let bench = Bench::new();
    bench.build(OLD).unwrap();
    bench.system.remove_file(&bench.at("public/x/y.html")).unwrap();
    assert_eq!(counts(&bench.build(OLD).unwrap()), (1, 5, 0));
    assert_eq!(bench.output(), clean(OLD));
}

#[test]
fn a_publisher_that_is_dropped_leaves_nothing() {
    let bench = Bench::new();
    bench.build(OLD).unwrap();
    let publisher = Publisher::open(&bench.system, Path::new("public"), &bench.protect).unwrap();
    publisher.page(&OutputPath::new("index.html").unwrap(), b"new").unwrap();
    drop(publisher);
    assert_eq!(bench.output(), clean(OLD));
    assert!(bench.left().is_empty());
}

#[test]
fn two_builds_do_not_meet() {
    let bench = Bench::new();
    let first = Publisher::open(&bench.system, Path::new("public"), &bench.protect).unwrap();
    assert!(matches!(bench.refused("public"), PublishError::Locked { .. }));
    drop(first);
    bench.build(OLD).unwrap();
}

#[test]
fn pages_come_from_many_threads_and_each_path_once() {
    let bench = Bench::new();
    let publisher = Publisher::open(&bench.system, Path::new("public"), &bench.protect).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let publisher = &publisher;
            scope.spawn(move || {
                for page in 0..50 {
                    let path = OutputPath::page(&format!("p{page}/t{thread}"));
                    publisher.page(&path, path.as_str().as_bytes()).unwrap();
                }
            });
        }
    });
    let path = OutputPath::page("p1/t1");
    assert_eq!(publisher.page(&path, b"x").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    drop(publisher);
    for path in [".git/config", ".onrecord-manifest.json", ".onrecord/x"] {
        let publisher = Publisher::open(&bench.system, Path::new("public"), &bench.protect).unwrap();
        assert!(publisher.page(&OutputPath::new(path).unwrap(), b"x").is_err(), "{path}");
    }
}

#[test]
fn a_failed_page_is_never_left_out_in_silence() {
    let bench = Bench::new();
    bench.build(OLD).unwrap();
    let publisher = Publisher::open(&bench.system, Path::new("public"), &bench.protect).unwrap();
    let css = FilePath::new("static/s.css").unwrap();
    assert!(
        publisher.file(&OutputPath::new("s.css").unwrap(), &css, 1).is_err(),
        "its bytes have another hash"
    );
    assert!(publisher.finish().is_err());
    assert_eq!(bench.output(), clean(OLD));
}

#[test]
fn what_somebody_wrote_ends_the_build_before_anything_is_touched() {
    let edits: &[(&str, &str)] = &[
        ("public/index.html", "OLD"),
        ("public/index.html", "longer than before"),
        ("public/notes.txt", "mine"),
        ("public/a/deep/er/notes.txt", "mine"),
        ("public/.htaccess", "mine"),
    ];
    for (path, text) in edits {
        let bench = Bench::new();
        bench.build(OLD).unwrap();
        bench.put(path, text);
        let before = bench.output();
        let error = bench.build(NEW).unwrap_err();
        let PublishError::Edited { files, .. } = &error else { panic!("{error}") };
        assert_eq!(files, &[path.strip_prefix("public/").unwrap()]);
        assert_eq!(bench.output(), before);
        assert!(bench.left().is_empty());
    }
    let bench = Bench::new();
    bench.put("public/mine/notes.txt", "mine");
    assert!(matches!(bench.build(NEW), Err(PublishError::NotOurs { files, .. }) if files == ["mine/"]));
    assert!(bench.left().is_empty());
}

#[test]
fn an_edit_during_the_build_is_seen_before_the_exchange() {
    let bench = Bench::new();
    bench.build(OLD).unwrap();
    let publisher = Publisher::open(&bench.system, Path::new("public"), &bench.protect).unwrap();
    publisher.page(&OutputPath::new("index.html").unwrap(), b"new").unwrap();
    bench.put("public/a/index.html", "mine");
    assert!(matches!(publisher.finish(), Err(PublishError::Edited { .. })));
    assert_eq!(bench.get("public/a/index.html").unwrap(), "mine");
    assert_eq!(bench.get("public/index.html").unwrap(), "old");
}

#[test]
fn kept_files_stay() {
    let bench = Bench::new();
    bench.build(OLD).unwrap();
    for (path, text) in [
        ("public/.git/HEAD", "h"),
        ("public/CNAME", "c"),
        ("public/.nojekyll", ""),
        ("public/a/.DS_Store", "d"),
    ] {
        bench.put(path, text);
    }
    bench.put("public/gone/.DS_Store", "d");
    assert_eq!(bench.build(NEW).unwrap().kept, [".git", ".nojekyll", "CNAME"]);
    assert_eq!(bench.get("public/.git/HEAD").unwrap(), "h");
    assert_eq!(bench.get("public/CNAME").unwrap(), "c");
    assert_eq!(bench.get("public/a/.DS_Store").unwrap(), "d");
    assert!(bench.system.stat(&bench.at("public/gone")).unwrap().is_none());

    // A site may bring its own, with the same bytes.
    bench.build(&[("CNAME", "c"), ("index.html", "1")]).unwrap();
    assert_eq!(bench.get("public/CNAME").unwrap(), "c");
    let error = bench.build(&[(".nojekyll", "other"), ("index.html", "2")]).unwrap_err();
    assert!(matches!(&error, PublishError::Edited { files, .. } if files == &[".nojekyll"]), "{error}");
    assert_eq!(bench.get("public/index.html").unwrap(), "1");
    assert!(bench.left().is_empty());
}

#[test]
fn folders_that_are_no_place_for_a_site_are_refused() {
    let bench = Bench::new();
    bench.put("file", "x");
    bench.put("repo/.git/HEAD", "x");
    bench.put("repo/.git/x/HEAD", "x");
    let above = bench.protect.root.parent().unwrap().to_owned();
    let cases = [
        (PathBuf::from("/"), Refusal::FileSystem),
        (PathBuf::from("."), Refusal::Site),
        (PathBuf::from(".."), Refusal::Site),
        (above.join("home"), Refusal::Home),
        (PathBuf::from("content"), Refusal::Files("content")),
        (PathBuf::from("public/../content/x"), Refusal::Files("content")),
        (PathBuf::from("static/out"), Refusal::Files("static")),
        (PathBuf::from("templates"), Refusal::Files("templates")),
        (PathBuf::from("strings"), Refusal::Files("strings")),
        (PathBuf::from("repo"), Refusal::GitRoot),
        (PathBuf::from("repo/.git/out"), Refusal::InsideGit),
        (PathBuf::from("file"), Refusal::NotAFolder),
    ];
    bench.system.create_dir_all(&bench.at("public")).unwrap();
    for (output, expected) in cases {
        let error = bench.refused(&output);
        assert!(
            matches!(error, PublishError::Refused { why, .. } if why == expected),
            "{}: {error}",
            output.display()
        );
    }
    // Above a protected folder that is elsewhere.
    let protect = Protected { home: Some(above.join("x/y")), ..bench.protect.clone() };
    bench.system.create_dir_all(&above.join("x/y")).unwrap();
    assert!(matches!(
        Publisher::open(&bench.system, &above.join("x"), &protect),
        Err(PublishError::Refused { why: Refusal::Home, .. })
    ));
}

#[cfg(unix)]
#[test]
fn links_are_resolved_once_and_never_followed_in_the_output() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    let real = bench.protect.root.parent().unwrap().join("real");
    bench.system.create_dir_all(&real).unwrap();
    symlink(&real, bench.at("public")).unwrap();
    bench.build(OLD).unwrap();
    assert_eq!(bench.system.stat(&bench.at("public")).unwrap().unwrap().kind, Kind::Link);
    assert_eq!(files(&bench.system, &real), clean(OLD));

    // A folder of ours became a link to somebody's: nothing behind it is looked at.
    bench.put("mine/index.html", "same");
    bench.system.remove_file(&real.join("a/index.html")).unwrap();
    bench.system.remove_dir(&real.join("a")).unwrap();
    symlink(bench.at("mine"), real.join("a")).unwrap();
    assert!(matches!(bench.build(OTHER), Err(PublishError::Edited { files, .. }) if files == ["a"]));
    assert_eq!(bench.get("mine/index.html").unwrap(), "same");

    symlink("nowhere", bench.at("dangling")).unwrap();
    assert!(matches!(bench.refused("dangling"), PublishError::Io(_)));
    symlink("content", bench.at("alias")).unwrap();
    assert!(matches!(bench.refused("alias"), PublishError::Refused { why: Refusal::Files("content"), .. }));
}

#[test]
fn a_manifest_from_elsewhere_deletes_nothing() {
    let bench = Bench::new();
    bench.put("public/.onrecord-manifest.json", "{\"version\":1,\"files\":{\"../content/a.md\":[1,\"00\"]}}");
    bench.put("content/a.md", "x");
    let error = bench.build(NEW).unwrap_err();
    assert!(matches!(error, PublishError::Manifest { .. }), "{error}");
    assert_eq!(bench.get("content/a.md").unwrap(), "x");
}

#[test]
fn somebodys_file_in_a_left_over_folder_is_named() {
    let bench = Bench::new();
    bench.build(OLD).unwrap();
    bench.put(".public.onrecord/old/notes.txt", "mine");
    let error = bench.build(NEW).unwrap_err();
    assert!(matches!(&error, PublishError::Leftover { files, .. } if files == &["notes.txt"]), "{error}");
    assert_eq!(bench.output(), clean(OLD));
    bench.system.remove_file(&bench.at(".public.onrecord/old/notes.txt")).unwrap();
    bench.build(NEW).unwrap();
    assert!(bench.left().is_empty());
}

#[test]
fn works_in_memory() {
    let system = MemorySystem::default().with("static/s.css", "css").with("content/a.md", "a");
    let protect = Protected { root: "/site".into(), home: None };
    build(&system, &protect, "public", OLD).unwrap();
    assert_eq!(build(&system, &protect, "public", OLD).unwrap().unchanged, 6);
    build(&system, &protect, "public", NEW).unwrap();
    assert_eq!(files(&system, Path::new("/site/public")), clean(NEW));
    assert!(!system.paths().iter().any(|path| path.starts_with(".public")));
}

/// A machine that fails at a chosen point, and may lack what others have.
struct Faulty<'a> {
    inner: &'a OsSystem,
    /// Changes to the disk so far.
    count: AtomicUsize,
    /// Which of them fails.
    fail_at: usize,
    /// Whether all later ones fail, too, as after a kill.
    killed: bool,
    exchange: bool,
    mount: Option<PathBuf>,
}

impl Faulty<'_> {
    fn gate(&self) -> io::Result<()> {
        let now = self.count.fetch_add(1, Ordering::Relaxed);
        let fails = now == self.fail_at || (self.killed && now > self.fail_at);
        if fails { Err(io::Error::new(io::ErrorKind::StorageFull, "made to fail")) } else { Ok(()) }
    }

    /// Fails as a full disk does: half of the bytes are there.
    fn torn(&self, to: &Path, bytes: &[u8]) -> io::Result<()> {
        self.gate().inspect_err(|_| {
            if self.count.load(Ordering::Relaxed) == self.fail_at + 1 {
                let _ = self.inner.write_new(to, &bytes[..bytes.len() / 2]);
            }
        })
    }
}

impl System for Faulty<'_> {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        self.inner.list(folder)
    }
    fn locate(&self, path: &FilePath) -> io::Result<PathBuf> {
        self.inner.locate(path)
    }
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.inner.resolve(path)
    }
    fn stat(&self, path: &Path) -> io::Result<Option<Stat>> {
        self.inner.stat(path)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        self.inner.names(folder)
    }
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.inner.load(path)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Open>> {
        self.inner.open(path)
    }
    fn digest(&self, path: &Path) -> io::Result<(u128, u64)> {
        self.inner.digest(path)
    }
    fn is_mount(&self, folder: &Path) -> io::Result<bool> {
        Ok(self.mount.as_deref() == Some(folder))
    }
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Held>>> {
        self.gate()?;
        self.inner.lock(path)
    }
    fn create_dir_all(&self, folder: &Path) -> io::Result<()> {
        self.gate()?;
        self.inner.create_dir_all(folder)
    }
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.torn(path, bytes)?;
        self.inner.write_new(path, bytes)
    }
    fn copy_new(&self, from: &Path, to: &Path) -> io::Result<(u128, u64)> {
        self.torn(to, &self.inner.load(from)?)?;
        self.inner.copy_new(from, to)
    }
    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.gate()?;
        self.inner.hard_link(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.gate()?;
        self.inner.rename(from, to)
    }
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        self.gate()?;
        if self.exchange { self.inner.exchange(a, b) } else { Err(io::ErrorKind::Unsupported.into()) }
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.gate()?;
        self.inner.remove_file(path)
    }
    fn remove_dir(&self, folder: &Path) -> io::Result<()> {
        self.gate()?;
        self.inner.remove_dir(folder)
    }
    fn sync_tree(&self, _: &Path) -> io::Result<()> {
        self.gate()
    }
    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        self.gate()
    }
}

/// Lets every single change to the disk fail in turn, and checks the site after it and after the next build.
fn sweep(first: bool, killed: bool, exchange: bool, mount: bool) {
    let [old, new, other] = [OLD, NEW, OTHER].map(clean);
    let old = if first { Files::new() } else { old };
    for fail_at in 0.. {
        let bench = Bench::new();
        if !first {
            bench.build(OLD).unwrap();
            bench.put("public/.git/HEAD", "head");
        }
        let faulty = |fail_at| Faulty {
            inner: &bench.system,
            count: AtomicUsize::new(0),
            fail_at,
            killed,
            exchange,
            mount: mount.then(|| bench.at("public")),
        };
        let failing = faulty(fail_at);
        let result = build(&failing, &bench.protect, "public", NEW);
        let reached = failing.count.load(Ordering::Relaxed) > fail_at;

        let mut after = bench.output();
        after.retain(|path, _| !path.starts_with(".onrecord/"));
        let head = after.remove(".git/HEAD");
        let context =
            format!("change {fail_at}, killed {killed}, exchange {exchange}, mount {mount}: {result:?}");
        match &result {
            Ok(_) | Err(PublishError::Unfinished { .. }) => assert_eq!(after, new, "{context}"),
            // A killed build says nothing. Without an exchange its site is completed by the next one.
            Err(_) if killed && mount => {}
            Err(_) if killed && !exchange && after.is_empty() => {}
            Err(_) if killed => assert!(after == old || after == new, "{context}"),
            Err(_) => assert_eq!(after, old, "{context}"),
        }
        if result.is_ok() {
            assert_eq!(head.is_none(), first, "{context}");
        }

        let (pages, expected) = if fail_at % 2 == 0 { (NEW, &new) } else { (OTHER, &other) };
        build(&faulty(usize::MAX), &bench.protect, "public", pages).expect(&context);
        let mut after = bench.output();
        assert_eq!(after.remove(".git/HEAD").is_none(), first, "{context}");
        assert_eq!(&after, expected, "{context}");
        assert!(bench.left().is_empty(), "{context}: {:?}", bench.left());
        if !reached {
            assert!(fail_at > 10, "{context}");
            break;
        }
    }
}

#[test]
fn a_failure_at_any_point_leaves_a_whole_site() {
    sweep(true, false, true, false);
    sweep(false, false, true, false);
    sweep(false, false, false, false);
    sweep(false, false, false, true);
}

#[test]
fn a_kill_at_any_point_leaves_a_whole_site_or_one_that_the_next_build_completes() {
    sweep(true, true, true, false);
    sweep(false, true, true, false);
    sweep(false, true, false, false);
    sweep(false, true, false, true);
}
