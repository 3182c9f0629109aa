//! Where it was measured, and what the processes weigh.

use std::process::Command;
use test_support::{Running, Service};

/// Prints the head of the document.
pub(crate) async fn print(service: &Service) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or(": unknown");
    let postgres = service
        .database
        .texts("select current_setting('server_version')")
        .await
        .concat();
    println!("# Benchmarks\n");
    println!(
        "Printed by `scripts/bench`. Load generator, api, worker, PostgreSQL and RabbitMQ share one machine, so ratios"
    );
    println!(
        "hold and absolute numbers do not. Scenarios run in turn (A B C A B C …), each number is the median of the rounds.\n"
    );
    println!("* {cores} cores,{}", model.trim_start_matches(['\t', ':']));
    println!("* {}, release profile; PostgreSQL {postgres}", rustc());
}

/// Prints the resident memory of the processes after the run, under a heading of this `level`.
pub(crate) fn print_memory(level: &str, processes: &[(&str, &Running)]) {
    println!("\n{level} Memory after the run\n\n| | resident | highest |\n|---|--:|--:|");
    for (name, running) in processes {
        let id = running.child.id().expect("a running process");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux's /proc");
        let mebibytes = |field: &str| -> u64 {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(field))
                .expect("a field");
            let kibibytes = line.trim().trim_end_matches(" kB");
            kibibytes.parse::<u64>().expect("a number") / 1024
        };
        println!(
            "| {name} | {} MiB | {} MiB |",
            mebibytes("VmRSS:"),
            mebibytes("VmHWM:")
        );
    }
}

fn rustc() -> String {
    let output = Command::new("rustc").arg("--version").output();
    output.map_or_else(
        |_| "rustc".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
