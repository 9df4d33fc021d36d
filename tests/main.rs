//! The tests of Onrecord, one module for each thing they test.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    missing_docs,
    reason = "tests may touch the disk, and describe themselves by their names"
)]

mod check;
mod cli;
mod commonmark;
mod damage;
mod drawing;
mod html;
mod lists;
mod notes;
mod outputs;
mod pages;
mod report;
mod robust;
mod rules;
mod search;
mod site;
mod strings;
mod support;
mod tidy;
