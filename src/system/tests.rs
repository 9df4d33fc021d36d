use std::io;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

use super::{EntryKind, Kind, MemorySystem, OsSystem, System};
use crate::paths::FilePath;

fn path(path: &str) -> FilePath {
    FilePath::new(path).unwrap()
}

/// A site on disk: `(path, text)`.
fn site(files: &[(&str, &str)]) -> (tempfile::TempDir, OsSystem) {
    let folder = tempfile::tempdir().unwrap();
    let system = OsSystem::new(folder.path()).unwrap();
    for (path, text) in files {
        let path = system.root().join(path);
        system.create_dir_all(path.parent().unwrap()).unwrap();
        system.write_new(&path, text.as_bytes()).unwrap();
    }
    (folder, system)
}

fn listed(system: &dyn System, folder: &str) -> Vec<String> {
    let entries = system.list(folder).unwrap();
    entries.into_iter().map(|entry| format!("{} {:?}", entry.path, entry.kind)).collect()
}

#[test]
fn lists_in_path_order_without_hidden_files() {
    let files = [
        ("content/b.md", "b"),
        ("content/a/z.md", "zz"),
        ("content/a.md", ""),
        ("content/.git/config", "x"),
        ("content/.hidden", "x"),
        ("content/a.md~", "x"),
        ("content/.well-known/security.txt", "s"),
        ("content/.nojekyll", ""),
        ("other/x", "x"),
    ];
    let expected = [
        "content/.nojekyll File { len: 0 }",
        "content/.well-known/security.txt File { len: 1 }",
        "content/a.md File { len: 0 }",
        "content/a/z.md File { len: 2 }",
        "content/b.md File { len: 1 }",
    ];
    let (_folder, system) = site(&files);
    assert_eq!(listed(&system, "content"), expected);
    assert_eq!(listed(&system, "").len(), 6);
    assert_eq!(system.list("missing").unwrap(), []);
    assert!(system.list("../x").is_err());

    let memory = files.iter().fold(MemorySystem::default(), |memory, (path, text)| memory.with(path, text));
    assert_eq!(listed(&memory, "content"), expected);
    assert_eq!(memory.list("missing").unwrap(), []);
}

#[cfg(unix)]
#[test]
fn links_stay_within_the_site() {
    use std::os::unix::fs::symlink;
    let (_folder, system) = site(&[("content/a/x.md", "x"), ("shared/y.md", "y"), (".git/config", "secret")]);
    let (outside, _) = site(&[("secret.md", "secret")]);
    let content = system.root().join("content");
    symlink("../shared", content.join("shared")).unwrap();
    symlink("x.md", content.join("a/alias.md")).unwrap();
    symlink("..", content.join("a/loop")).unwrap();
    symlink("../..", content.join("a/root")).unwrap();
    symlink("nowhere", content.join("broken")).unwrap();
    symlink("../.git", content.join("git")).unwrap();
    symlink(outside.path(), content.join("out")).unwrap();
    symlink(outside.path().join("secret.md"), content.join("secret.md")).unwrap();
    assert_eq!(
        listed(&system, "content"),
        [
            "content/a/alias.md File { len: 1 }",
            "content/a/loop OutsideLink",
            "content/a/root OutsideLink",
            "content/a/x.md File { len: 1 }",
            "content/broken OutsideLink",
            "content/git OutsideLink",
            "content/out OutsideLink",
            "content/secret.md OutsideLink",
            "content/shared/y.md File { len: 1 }",
        ]
    );
    assert_eq!(system.read(&path("content/shared/y.md")).unwrap(), b"y");
    assert_eq!(system.read(&path(".git/config")).unwrap(), b"secret");
    for leak in ["content/secret.md", "content/out/secret.md", "content/git/config"] {
        let error = system.read(&path(leak)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{leak}");
        assert!(error.to_string().contains(leak), "{error}");
        assert!(!system.is_file(&path(leak)), "{leak}");
    }
    symlink(outside.path(), system.root().join("static")).unwrap();
    assert_eq!(listed(&system, "static"), ["static OutsideLink"]);
}

#[cfg(target_os = "linux")]
#[test]
fn odd_names_and_kinds_are_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let (_folder, system) = site(&[("content/a\\b.md", "x")]);
    let content = system.root().join("content");
    system.write_new(&content.join(OsStr::from_bytes(b"caf\xe9.md")), b"").unwrap();
    let socket = std::os::unix::net::UnixListener::bind(content.join("socket")).unwrap();
    let kinds: Vec<EntryKind> = system.list("content").unwrap().into_iter().map(|entry| entry.kind).collect();
    assert_eq!(
        kinds,
        [
            EntryKind::NotUtf8Name("a\\b.md".to_owned()),
            EntryKind::NotUtf8Name("caf\u{fffd}.md".to_owned()),
            EntryKind::Special,
        ]
    );
    drop(socket);
}

#[test]
fn hashes_in_a_stream() {
    let long = "long ".repeat(100_000);
    let (_folder, system) = site(&[("a", &long)]);
    let expected = (xxh3_128(long.as_bytes()), long.len() as u64);
    assert_eq!(system.hash(&path("a")).unwrap(), expected);
    let to = system.root().join("b");
    assert_eq!(system.copy_new(&system.root().join("a"), &to).unwrap(), expected);
    assert_eq!(system.digest(&to).unwrap(), expected);
    assert_eq!(MemorySystem::default().with("a", &long).hash(&path("a")).unwrap(), expected);
}

#[test]
fn errors_name_their_path() {
    let (_folder, system) = site(&[("a", "a")]);
    let a = system.root().join("a");
    let memory = MemorySystem::default().with("a", "a");
    let memory_a = Path::new("/site/a");
    for (system, a) in [(&system as &dyn System, a.as_path()), (&memory, memory_a)] {
        let missing = a.with_file_name("missing");
        let errors = [
            system.read(&path("missing")).unwrap_err(),
            system.hash(&path("missing")).unwrap_err(),
            system.remove_file(&missing).unwrap_err(),
            system.remove_dir(a.parent().unwrap()).unwrap_err(),
            system.write_new(a, b"").unwrap_err(),
            system.write_new(&missing.join("x"), b"").unwrap_err(),
        ];
        for error in errors {
            assert!(error.to_string().starts_with("cannot "), "{error}");
            assert!(error.to_string().contains('`'), "{error}");
        }
        assert_eq!(system.load(a).unwrap(), b"a");
        assert_eq!(system.stat(&missing).unwrap(), None);
        assert_eq!(system.stat(&a.join("below-a-file")).unwrap(), None);
    }
}

#[test]
fn folders_are_exchanged_in_one_step() {
    let (_folder, system) = site(&[("a/x", "1"), ("b/y", "2")]);
    let memory = MemorySystem::default().with("a/x", "1").with("b/y", "2");
    for (system, root) in [(&system as &dyn System, system.root()), (&memory, Path::new("/site"))] {
        match system.exchange(&root.join("a"), &root.join("b")) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => continue,
            done => done.unwrap(),
        }
        assert_eq!(system.load(&root.join("b/x")).unwrap(), b"1");
        assert_eq!(system.load(&root.join("a/y")).unwrap(), b"2");
        assert!(!system.is_mount(&root.join("a")).unwrap());
        system.sync_tree(root).unwrap();
        system.sync_dir(root).unwrap();
    }
}

#[test]
fn a_lock_is_held_once_and_leaves_nothing() {
    let (_folder, system) = site(&[]);
    let memory = MemorySystem::default();
    for (system, root) in [(&system as &dyn System, system.root()), (&memory, Path::new("/site"))] {
        let lock = root.join("work/lock");
        let held = system.lock(&lock).unwrap().expect("nobody holds it");
        assert!(system.lock(&lock).unwrap().is_none());
        drop(held);
        assert!(system.lock(&lock).unwrap().is_some());
        assert!(system.names(&root.join("work")).unwrap().is_empty());
    }
}

#[test]
fn memory_fails_when_told() {
    let memory = MemorySystem::default().with("a", "1");
    memory.fail_write(1);
    memory.write_new(Path::new("/site/b"), b"2").unwrap();
    assert!(memory.write_new(Path::new("/site/c"), b"3").is_err());
    memory.rename(Path::new("/site/b"), Path::new("/site/c")).unwrap();
    memory.hard_link(Path::new("/site/c"), Path::new("/site/d")).unwrap();
    memory.remove_file(Path::new("/site/a")).unwrap();
    assert_eq!(memory.paths(), ["c", "d"]);
    assert_eq!(memory.get("d").unwrap(), b"2");
    assert_eq!(memory.stat(Path::new("/site/d")).unwrap().unwrap().kind, Kind::File);
}
