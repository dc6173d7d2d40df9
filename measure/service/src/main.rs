// SPDX-License-Identifier: Apache-2.0
//! The service whose burst Ebb models, on the real runtime: a permit, an event with its payload and tokens, a task for
//! each token that allocates, waits, allocates, waits and answers, and the answers collected. One burst, then idle.
//! Arguments as NAME=VALUE: events, tokens, permits, workers, hold_min_us, hold_max_us, idle (seconds). Prints
//! NAME=VALUE lines with the names that ebb-burst has, RSS in bytes.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const PAYLOAD: usize = 4096;
const REQUEST_BUFFERS: usize = 6;
const RESPONSE_BUFFERS: usize = 4;

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

async fn burst(settings: &HashMap<&str, u64>) {
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

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut settings = HashMap::from([
        ("events", 350),
        ("tokens", 1000),
        ("permits", 50),
        ("workers", 4),
        ("hold_min_us", 200_000),
        ("hold_max_us", 400_000),
        ("idle", 5),
    ]);
    for argument in &arguments {
        match argument.split_once('=').map(|(name, value)| (name, value.parse())) {
            Some((name, Ok(value))) if settings.contains_key(name) => settings.insert(name, value),
            _ => {
                eprintln!("service: {argument} is not NAME=VALUE of a setting");
                std::process::exit(2);
            }
        };
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(settings["workers"] as usize)
        .enable_time()
        .build()
        .expect("threads can be started");
    std::thread::sleep(Duration::from_millis(200));
    println!("rss_base={}", status("VmRSS"));
    let start = Instant::now();
    runtime.block_on(burst(&settings));
    println!("burst={}", start.elapsed().as_nanos());
    println!("rss_end={}", status("VmRSS"));
    println!("rss_peak={}", status("VmHWM"));
    std::thread::sleep(Duration::from_secs(settings["idle"]));
    println!("rss_idle={}", status("VmRSS"));
}
