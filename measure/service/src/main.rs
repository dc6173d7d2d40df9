// SPDX-License-Identifier: Apache-2.0
//! The service whose burst Ebb models, on the real runtime: a permit, an event with its payload and tokens, a task for
//! each token that allocates, waits, allocates, waits and answers, and the answers collected. One burst, then an idle
//! period in which GET /health is asked for over HTTP. Arguments as NAME=VALUE: events, tokens, permits, workers,
//! hold_min_us, hold_max_us, idle (seconds), churn_per_hour (health checks), keep_alive (1: one connection for all
//! checks; 0: one for each, as the kubelet's probes have), port (0: a free one). With libebb.so preloaded also
//! release_interval (milliseconds: a thread calls the allocator's release) and why=1, Ebb's ladder on the runtime's
//! threads and the main one. Prints NAME=VALUE lines with the names that ebb-burst and the metrics have, RSS in bytes, and
//! port.
//!
//! With serve=1 it runs until TERM, asks itself nothing, and makes a burst for each GET /burst, which is answered when the
//! burst has ended. Of each it prints what it sees of itself: rss_base, rss_peak, and rss_idle when idle is over.

use hyper::service::{make_service_fn, service_fn};
use hyper::{Body, Request, Response, Server};
use std::collections::HashMap;
use std::ffi::{c_char, c_void, CString};
use std::hint::black_box;
use std::mem::transmute;
use std::convert::Infallible;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::FileExt;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const PAYLOAD: usize = 4096;
const REQUEST_BUFFERS: usize = 6;
const RESPONSE_BUFFERS: usize = 4;

type Settings = HashMap<&'static str, u64>;

/// SplitMix64, as in the shim: the same shape of random numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn uniform(&mut self, low: u64, high: u64) -> u64 {
        low + ((u128::from(self.next()) * u128::from(high - low + 1)) >> 64) as u64
    }
}

fn buffer(random: &mut Random) -> Vec<u8> {
    vec![1; random.uniform(64, 1963) as usize]
}

async fn wait(random: &mut Random, hold: (u64, u64)) {
    tokio::time::sleep(Duration::from_micros(random.uniform(hold.0, hold.1))).await;
}

/// The outbound call of one token.
async fn call(token: String, payload: Arc<Vec<u8>>, seed: u64, hold: (u64, u64)) -> String {
    let mut random = Random(seed);
    let url = format!("https://service.local/{token}");
    let mut buffers: Vec<Vec<u8>> = Vec::new();
    for _ in 0..REQUEST_BUFFERS {
        buffers.push(buffer(&mut random));
    }
    wait(&mut random, hold).await;
    for _ in 0..RESPONSE_BUFFERS {
        buffers.push(buffer(&mut random));
    }
    wait(&mut random, hold).await;
    format!("{}:{} {}", url.len(), token, payload.len() + buffers.len())
}

struct Event {
    payload: Arc<Vec<u8>>,
    tokens: Vec<String>,
}

impl Event {
    fn new(id: u64, most: u64) -> Event {
        let count = Random(id).uniform(1, most);
        let mut tokens = Vec::with_capacity(count as usize);
        for i in 0..count {
            tokens.push(format!("token-{i:039}"));
        }
        Event { payload: Arc::new(vec![7; PAYLOAD]), tokens }
    }

    async fn process(self, id: u64, hold: (u64, u64)) -> usize {
        let mut calls = JoinSet::new();
        for (i, token) in self.tokens.iter().enumerate() {
            calls.spawn(call(token.clone(), self.payload.clone(), id << 32 | i as u64, hold));
        }
        let mut responses = Vec::new();
        while let Some(response) = calls.join_next().await {
            responses.push(response.expect("a call does not panic"));
        }
        responses.len()
    }
}

/// A figure of /proc/self/status in bytes.
fn status(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").expect("/proc is mounted");
    let line = text.lines().find(|line| line.starts_with(name)).expect("the kernel tells it");
    let kib: u64 = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number");
    kib * 1024
}

async fn burst(settings: &Settings) {
    let permits = Arc::new(Semaphore::new(settings["permits"] as usize));
    let hold = (settings["hold_min_us"], settings["hold_max_us"]);
    let mut running = Vec::new();
    for id in 0..settings["events"] {
        let permit = permits.clone().acquire_owned().await.expect("never closed");
        let event = Event::new(id, settings["tokens"]);
        running.push(tokio::spawn(async move {
            event.process(id, hold).await;
            drop(permit);
        }));
    }
    for event in running {
        event.await.expect("an event does not panic");
    }
}

/// The highest sample since the burst began, in bytes.
static SAMPLED: AtomicU64 = AtomicU64::new(0);

/// Allocates nothing.
fn sample_every_10_ms() -> ! {
    let statm = fs::File::open("/proc/self/statm").expect("/proc is mounted");
    loop {
        let mut line = [0; 128];
        let length = statm.read_at(&mut line, 0).expect("it can be read");
        let mut fields = line[..length].split(|byte| *byte == b' ');
        let pages = fields.nth(1).expect("the second is RSS").iter().fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
        SAMPLED.fetch_max(pages * 4096, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(10));
    }
}

/// A burst on request, and what the service sees of it.
async fn burst_on_request(settings: &Settings) {
    let base = status("VmRSS");
    SAMPLED.store(base, Ordering::Relaxed);
    burst(settings).await;
    println!("rss_base={base}");
    println!("rss_peak={}", SAMPLED.load(Ordering::Relaxed).max(status("VmHWM")));
    let idle = Duration::from_secs(settings["idle"]);
    tokio::spawn(async move {
        tokio::time::sleep(idle).await;
        println!("rss_idle={}", status("VmRSS"));
    });
}

/// Made apart from the other server: what this asks of malloc for a connection is no part of Ebb's model.
async fn serve_bursts(listener: TcpListener, settings: Arc<Settings>) {
    let answer = |request: Request<Body>, settings: Arc<Settings>| async move {
        if request.uri().path() == "/burst" {
            burst_on_request(&settings).await;
        }
        healthy(request).await
    };
    let service = make_service_fn(|_connection| {
        let settings = settings.clone();
        async move { Ok::<_, Infallible>(service_fn(move |request| answer(request, settings.clone()))) }
    });
    Server::from_tcp(listener).expect("it listens").serve(service).await.expect("it accepts");
}

async fn healthy(_request: Request<Body>) -> Result<Response<Body>, Infallible> {
    Ok(Response::new(Body::from("OK")))
}

/// As hyper's documentation has it: one task that accepts, and one for each connection.
async fn serve(listener: TcpListener) {
    let service = make_service_fn(|_connection| async { Ok::<_, Infallible>(service_fn(healthy)) });
    Server::from_tcp(listener).expect("it listens").serve(service).await.expect("it accepts");
}

/// The other side of the health checks: nothing here allocates.
struct Client {
    address: SocketAddr,
    kept: Option<TcpStream>,
}

impl Client {
    fn check(&mut self, keep_alive: bool) {
        let mut stream = match self.kept.take() {
            Some(kept) => kept,
            None => TcpStream::connect(self.address).expect("the service accepts"),
        };
        let request: &[u8] = if keep_alive {
            b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: check\r\nAccept: */*\r\n\r\n"
        } else {
            b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: check\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        };
        stream.write_all(request).expect("the service reads");
        let mut answer = [0; 1024];
        let mut length = 0;
        while !answer[..length].ends_with(b"\r\n\r\nOK") {
            length += match stream.read(&mut answer[length..]) {
                Ok(read) if read > 0 => read,
                other => panic!("the health check was answered with {other:?} after {length} bytes"),
            };
        }
        if keep_alive {
            self.kept = Some(stream);
        }
    }
}

fn idle(settings: &Settings, client: &mut Client) {
    let end = Instant::now() + Duration::from_secs(settings["idle"]);
    if let Some(nanoseconds) = 3_600_000_000_000_u64.checked_div(settings["churn_per_hour"]) {
        let interval = Duration::from_nanos(nanoseconds);
        let mut next = Instant::now() + interval;
        while next < end {
            thread::sleep(next.saturating_duration_since(Instant::now()));
            client.check(settings["keep_alive"] == 1);
            next += interval;
        }
    }
    thread::sleep(end.saturating_duration_since(Instant::now()));
}

extern "C" {
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// A function of the preloaded libebb.so.
fn shim(name: &str) -> *mut c_void {
    let symbol = CString::new(name).expect("it has no zero");
    let found = unsafe { dlsym(ptr::null_mut(), symbol.as_ptr()) };
    assert!(!found.is_null(), "{name} is not there: preload libebb.so");
    found
}

fn release(name: &str) {
    let call: extern "C" fn() -> i32 = unsafe { transmute(shim(name)) };
    call(); // absent in some allocators
}

fn start_releaser(milliseconds: u64) {
    let new: extern "C" fn(i64) -> *mut c_void = unsafe { transmute(shim("ebb_releaser_new")) };
    let start: extern "C" fn(*mut c_void) -> i32 = unsafe { transmute(shim("ebb_releaser_start")) };
    assert_eq!(start(new(milliseconds as i64 * 1_000_000)), 0);
}

fn nudge() {
    black_box(vec![1_u8; 64]);
}

fn churn() {
    let mut random = Random(1);
    let mut live: [Vec<u8>; 16] = Default::default();
    for i in 0..10_000 {
        live[i % 16] = black_box(buffer(&mut random));
    }
}

fn call_as_owner() {
    release("ebb_release_owner");
}

/// At the same time on each worker, which none can do twice, and on the thread that began the events.
fn on_each_thread(runtime: &Runtime, workers: usize, act: fn()) {
    let all = Arc::new(Barrier::new(workers));
    let acting: Vec<_> = (0..workers)
        .map(|_| {
            let all = all.clone();
            runtime.spawn(async move {
                all.wait();
                act();
                all.wait();
            })
        })
        .collect();
    act();
    runtime.block_on(async {
        for one in acting {
            one.await.expect("it does not panic");
        }
    });
}

/// What each rung gives back, the allocator's release from a thread of its own behind it.
fn climb(runtime: Runtime, workers: usize) {
    let mut before = status("VmRSS");
    let mut tell = |rung: &str| {
        thread::sleep(Duration::from_millis(500));
        let now = status("VmRSS");
        println!("why.{rung}={}", before as i64 - now as i64);
        before = now;
    };
    let outside = || thread::spawn(|| release("ebb_release")).join().expect("it does not panic");
    thread::sleep(Duration::from_secs(10)); // the longest decay of a bundled allocator
    tell("wait");
    outside();
    tell("outside");
    for (rung, act) in [("nudge", nudge as fn()), ("churn", churn), ("owners", call_as_owner)] {
        on_each_thread(&runtime, workers, act);
        outside();
        tell(rung);
    }
    runtime.shutdown_timeout(Duration::from_secs(10));
    outside();
    tell("exit");
}

fn main() {
    let mut settings = Settings::from([
        ("events", 350),
        ("tokens", 1000),
        ("permits", 50),
        ("workers", 4),
        ("hold_min_us", 200_000),
        ("hold_max_us", 400_000),
        ("idle", 5),
        ("churn_per_hour", 7200),
        ("keep_alive", 0),
        ("release_interval", 0),
        ("why", 0),
        ("serve", 0),
        ("port", 0),
    ]);
    for argument in std::env::args().skip(1) {
        let parsed = argument
            .split_once('=')
            .and_then(|(name, value)| Some((settings.get_mut(name)?, value.parse().ok()?)));
        match parsed {
            Some((setting, value)) => *setting = value,
            None => {
                eprintln!("service: {argument} is not NAME=VALUE of a setting");
                std::process::exit(2);
            }
        };
    }
    let settings = Arc::new(settings);
    if settings["release_interval"] > 0 {
        start_releaser(settings["release_interval"]);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(settings["workers"] as usize)
        .enable_all()
        .build()
        .expect("threads can be started");
    let listener = TcpListener::bind(("127.0.0.1", settings["port"] as u16)).expect("the port is free");
    let mut client = Client { address: listener.local_addr().expect("it is bound"), kept: None };
    println!("port={}", client.address.port());
    if settings["serve"] == 1 {
        runtime.spawn(serve_bursts(listener, settings.clone()));
        sample_every_10_ms();
    }
    runtime.spawn(serve(listener));
    thread::sleep(Duration::from_millis(200));
    println!("rss_base={}", status("VmRSS"));
    println!("rss_base_anon={}", status("RssAnon"));
    let start = Instant::now();
    runtime.block_on(burst(&settings));
    println!("burst={}", start.elapsed().as_nanos());
    println!("rss_end={}", status("VmRSS"));
    println!("rss_peak={}", status("VmHWM"));
    idle(&settings, &mut client);
    println!("rss_idle={}", status("VmRSS"));
    if settings["why"] == 1 {
        climb(runtime, settings["workers"] as usize);
    }
}
