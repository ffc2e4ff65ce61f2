//! The Rust baseline of `inventory.get`: a loop over serde_json with typed requests and records.
//!
//!   serde_inventory RECORDS   a file of JSON lines, one device each
//!
//! Answers are flushed when no more input is buffered, as cpegate does it.
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::{Read, Write};

#[derive(Deserialize, Serialize)]
struct Device {
    id: i64,
    uuid: String,
    name: String,
    customer_id: Option<String>,
    is_active: bool,
    status: String,
    status_change: Option<String>,
    r#type: i64,
    type_short_name: Option<String>,
    software_version: Option<String>,
    hardware_version: Option<String>,
    manufacturer: Option<String>,
    unique_identifier: Option<String>,
    product_class: Option<String>,
    serial_number: String,
    serial_number_alt: Option<String>,
    description: Option<String>,
    organization_id: i64,
    firmware_image: Option<i64>,
    firmware_image_is_pending: Option<bool>,
    location: Option<i64>,
    location_name: Option<String>,
    location_short_name: Option<String>,
    latitude: Option<String>,
    longitude: Option<String>,
    username: Option<String>,
    update_frequency: Option<i64>,
    address: Option<String>,
    last_connection: Option<String>,
    last_configuration: Option<String>,
    last_change: Option<String>,
    created: Option<String>,
    debug: Option<bool>,
    reboot: Option<bool>,
    factory: Option<bool>,
    device_factory: Option<bool>,
    sync: Option<bool>,
    reconf: Option<bool>,
    pending_settings: Option<Vec<String>>,
    has_pending: Option<bool>,
}

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    id: &'a serde_json::value::RawValue,
    #[serde(borrow)]
    params: Params<'a>,
}

#[derive(Deserialize)]
struct Params<'a> {
    #[serde(borrow)]
    device: Selector<'a>,
}

#[derive(Deserialize)]
struct Selector<'a> {
    id: Option<usize>,
    name: Option<&'a str>,
    serial_number: Option<&'a str>,
}

#[derive(Serialize)]
struct Freshness {
    source: &'static str,
    fetched_at: &'static str,
    age_s: i64,
    stale: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    jsonrpc: &'static str,
    id: &'a serde_json::value::RawValue,
    result: Found<'a>,
}

#[derive(Serialize)]
struct Found<'a> {
    device: &'a Device,
    freshness: Freshness,
}

fn main() {
    let path = std::env::args().nth(1).expect("a file of records");
    let text = std::fs::read_to_string(path).expect("the records can be read");
    let records: Vec<Device> = text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
    let by_name: HashMap<&str, usize> = records.iter().enumerate().map(|(i, r)| (r.name.as_str(), i)).collect();
    let by_serial: HashMap<&str, usize> =
        records.iter().enumerate().map(|(i, r)| (r.serial_number.as_str(), i)).collect();
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let (mut buffer, mut held, mut out) = (vec![0u8; 1 << 16], 0, Vec::with_capacity(1 << 20));
    loop {
        let got = input.read(&mut buffer[held..]).expect("input");
        if got == 0 {
            return;
        }
        held += got;
        let mut start = 0;
        while let Some(length) = buffer[start..held].iter().position(|byte| *byte == b'\n') {
            let request: Request = serde_json::from_slice(&buffer[start..start + length]).expect("a request");
            let selector = &request.params.device;
            let at = match (selector.id, selector.name, selector.serial_number) {
                (Some(id), _, _) => id - 1,
                (_, Some(name), _) => by_name[name],
                (_, _, Some(serial)) => by_serial[serial],
                _ => panic!("a selector"),
            };
            let freshness =
                Freshness { source: "mock", fetched_at: "2030-01-01T00:00:00.000Z", age_s: 0, stale: false };
            let result = Found { device: &records[at], freshness };
            serde_json::to_writer(&mut out, &Answer { jsonrpc: "2.0", id: request.id, result }).expect("an answer");
            out.push(b'\n');
            start += length + 1;
        }
        buffer.copy_within(start..held, 0);
        held -= start;
        output.write_all(&out).expect("output");
        output.flush().expect("output");
        out.clear();
    }
}
