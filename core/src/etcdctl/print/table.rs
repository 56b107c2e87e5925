//! `-w table`, as the table library of etcdctl 3.5 draws it: heads in the middle and in capitals, cells at the right.

use alloc::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use super::simple;
use crate::api::cluster::MemberInfo;

/// A cell is broken into lines of this width where it has spaces.
const WIDTH: usize = 30;

pub(super) fn members(members: &[MemberInfo]) -> String {
    let heads = ["ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER"];
    let rows = members.iter().map(|member| simple::row(member).to_vec()).collect::<Vec<_>>();
    table(&heads, &rows)
}

/// Draws a table.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let rows = rows.iter().map(|row| row.iter().map(|cell| broken(cell)).collect::<Vec<_>>()).collect::<Vec<_>>();
    let widths = heads.iter().enumerate().map(|(column, head)| {
        let cells = rows.iter().flat_map(|row| &row[column]).map(|line| line.chars().count());
        cells.chain([head.chars().count()]).max().unwrap_or(0)
    });
    let widths = widths.collect::<Vec<_>>();
    let rule = widths.iter().map(|width| "+".to_string() + &"-".repeat(width + 2)).collect::<String>() + "+\n";
    let middle = |text: &str, width: usize| {
        let gap = width.saturating_sub(text.chars().count());
        format!("{}{text}{}", " ".repeat(gap / 2), " ".repeat(gap - gap / 2))
    };
    let head = heads.iter().zip(&widths).map(|(head, width)| format!("| {} ", middle(head, *width)));
    let mut text = format!("{rule}{}|\n{rule}", head.collect::<String>());
    for row in &rows {
        let height = row.iter().map(Vec::len).max().unwrap_or(1);
        for line in 0..height {
            for (cell, width) in row.iter().zip(&widths) {
                let part = cell.get(line).map_or("", String::as_str);
                text += &format!("| {}{part} ", " ".repeat(width.saturating_sub(part.chars().count())));
            }
            text += "|\n";
        }
    }
    text + &rule
}

/// Breaks a cell between words into lines that are about as long as each other (the library balances them: the squares
/// of the rests are least, the last line's rest counting for nothing).
fn broken(cell: &str) -> Vec<String> {
    let words = cell.split(' ').collect::<Vec<_>>();
    let longest = words.iter().map(|word| word.chars().count()).max().unwrap_or(0);
    if cell.chars().count() <= WIDTH || words.len() < 2 {
        return vec![cell.to_string()];
    }
    let limit = WIDTH.max(longest);
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= limit => *line += &format!(" {word}"),
            _ => lines.push(word.to_string()),
        }
    }
    lines
}
