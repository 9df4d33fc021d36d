//! The local preview: pages over HTTP, rebuilt and reloaded when a file changes.
//!
//! 1. The listener is bound, the folders are watched, and `ready` hears the address.
//! 2. Each request passes the checks of `answer`: only this machine's own names, only reading. A page is asked from the
//!    [`Preview`] on another thread, so that a slow one holds up nobody.
//! 3. A change on disk calls [`Preview::rebuild`]; browsers hear of it and load the page again.
//!
//! Pages come from the [`Preview`] alone: no path of a request ever reaches the disk. Clients are not trusted: one that
//! is slow or sends nonsense costs one connection of [`MOST_CONNECTIONS`], and when they are used up, the oldest goes.
//! Not done here: building pages, and anything for use on a public network.

mod answer;
mod io;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::VecDeque;
use std::io::{Error, ErrorKind, Result};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::net::TcpListener;
use tokio::sync::watch::Sender;
use tokio::task::AbortHandle;

pub use self::answer::content_type;
use self::answer::{Site, answer};
use self::io::{Stream, Timer};
use self::watch::Watch;

/// The most connections at a time. Well below the number of open files that any system allows.
const MOST_CONNECTIONS: usize = 128;

/// How long a client may take to send its request's head, and a connection may stand idle.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where to serve and what to watch.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on; a loopback address unless the user asked for another.
    pub bind: IpAddr,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// The path below which the site stands, as in its URLs: `/` or `/repo/`.
    pub base_path: String,
    /// Files and folders to watch, absolute, links resolved. They need not exist yet.
    pub watch: Vec<PathBuf>,
    /// Folders whose changes do not matter, such as the output.
    pub ignore: Vec<PathBuf>,
}

/// A page or file of the preview.
#[derive(Clone, Debug)]
pub struct Response {
    /// The body. HTML gets the reload script added.
    pub bytes: Arc<[u8]>,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The HTTP status.
    pub status: u16,
}

/// What is served: the site as it was built last.
pub trait Preview: Send + Sync + 'static {
    /// Returns what stands at a path below the base path: decoded, without a slash before it, empty for the home page.
    ///
    /// A folder's page is asked for with a slash at the end: `talks/`.
    fn get(&self, path: &str) -> Option<Response>;

    /// Returns the page for a path where nothing stands.
    fn not_found(&self) -> Response;

    /// Builds again after files changed; `true` when browsers should load their page again.
    fn rebuild(&self) -> bool;
}

/// Serves a preview until the process ends. `ready` hears the address once it is reachable.
///
/// # Errors
/// When the port is taken, or the folders cannot be watched.
pub fn serve(options: &Options, preview: Arc<dyn Preview>, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(16)
        .build()?;
    let address = SocketAddr::new(options.bind, options.port);
    let listener =
        runtime.block_on(TcpListener::bind(address)).map_err(|error| cannot_listen(address, &error))?;
    let watch = Watch::start(options.watch.clone(), options.ignore.clone())?;
    let builds = Sender::new(0);
    let site = Arc::new(Site::new(&options.base_path, preview.clone(), builds.subscribe()));
    std::thread::Builder::new().name("watch".to_owned()).spawn(move || rebuild(watch, &*preview, &builds))?;
    ready(listener.local_addr()?);
    runtime.block_on(accept(&listener, &site))
}

fn rebuild(mut watch: Watch, preview: &dyn Preview, builds: &Sender<u64>) {
    while watch.next() {
        if preview.rebuild() {
            builds.send_modify(|build| *build += 1);
        }
    }
}

async fn accept(listener: &TcpListener, site: &Arc<Site>) -> ! {
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The client is gone already, or the system is out of files: both pass.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(local) = stream.local_addr() else { continue };
        // Without it a reload waits for the end of a delay meant for keyboards.
        let _ = stream.set_nodelay(true);
        open.retain(|connection| !connection.is_finished());
        if open.len() >= MOST_CONNECTIONS
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        let site = site.clone();
        let service = service_fn(move |request| answer(site.clone(), request, local.ip().to_canonical()));
        let connection = http1::Builder::new()
            .timer(Timer)
            .header_read_timeout(PATIENCE)
            .max_buf_size(64 * 1024)
            .serve_connection(Stream(stream), service);
        // A client that breaks off or talks nonsense is its own concern.
        open.push_back(tokio::spawn(async move { drop(connection.await) }).abort_handle());
    }
}

fn cannot_listen(address: SocketAddr, error: &Error) -> Error {
    let port = address.port();
    let text = match error.kind() {
        ErrorKind::AddrInUse => {
            format!("port {port} is taken by another program; choose another with `--port`")
        }
        ErrorKind::PermissionDenied => {
            format!("port {port} is not open to this user; choose one from 1024 with `--port`")
        }
        ErrorKind::AddrNotAvailable => {
            format!("`{}` is no address of this machine; choose another with `--bind`", address.ip())
        }
        _ => format!("cannot listen on `{address}`: {error}; choose another port with `--port`"),
    };
    Error::new(error.kind(), text)
}
