//! What a script cannot know beforehand: how revisions are counted, and the ids of leases, members and the cluster.

use agora_core::{
    id::NodeId,
    server::{cluster_id, member_id},
};

use super::Line;
use crate::reference::Reference;

/// Marks a revision in a generated text, so that it can be moved by what is in the real store already.
pub const REVISION: char = '\u{ab}';

/// Marks the number of a lease, in the order in which the script was granted them.
pub const LEASE: char = '\u{bb}';

/// Marks the place of the one member's id.
pub const MEMBER: char = '\u{a7}';

/// The names that one side has.
#[derive(Clone, Debug)]
pub struct Names {
    offset: i64,
    leases: Vec<i64>,
    member: u64,
    /// Texts that are this side's own, and what they are called in an answer.
    own: Vec<(String, &'static str)>,
}

impl Names {
    /// Those of a real member, whose empty store is at revision 1 + `offset`.
    pub fn of_reference(offset: i64, reference: &Reference) -> Self {
        let [client, peer] = reference.addresses().map(|address| address.to_string());
        Self {
            offset,
            leases: Vec::new(),
            member: reference.member(),
            own: own(reference.member(), reference.cluster(), client, peer),
        }
    }

    /// Those of the simulated member.
    pub fn of_simulation() -> Self {
        let (member, cluster) = (member_id(NodeId::new(1).expect("there is a first member")), cluster_id());
        Self {
            offset: 0,
            leases: Vec::new(),
            member,
            own: own(member, cluster, "n1:2379".to_owned(), "n1:2380".to_owned()),
        }
    }

    /// A revision as this script counts it.
    pub fn moved(&self, revision: i64) -> i64 {
        if revision > 0 { revision - self.offset } else { revision }
    }

    /// A text with this side's own numbers in place of the marks.
    pub fn fill(&self, text: &str) -> String {
        let mut parts = text.split([REVISION, LEASE, MEMBER]);
        let mut filled = parts.next().unwrap_or_default().to_owned();
        let mut marks = text.chars().filter(|c| [REVISION, LEASE, MEMBER].contains(c));
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(part.len());
            let number = part[..end].parse::<i64>();
            match (marks.next(), number) {
                (Some(MEMBER), _) => {
                    filled += &format!("{:x}{part}", self.member);
                    continue;
                }
                (Some(LEASE), Ok(number)) => {
                    let lease = usize::try_from(number - 1).ok().and_then(|place| self.leases.get(place));
                    filled += &format!("{:x}", lease.unwrap_or(&0x7b));
                }
                (Some(REVISION), Ok(number)) if number > 0 => filled += &(number + self.offset).to_string(),
                _ => filled += &part[..end],
            }
            filled += &part[end..];
        }
        filled
    }

    /// Notes a lease that was granted.
    pub fn learn(&mut self, line: &Line, output: &str) {
        if !line.words.iter().any(|word| word == "grant") {
            return;
        }
        let number = |mark: &str, digits: fn(char) -> bool| {
            let rest = output.split_once(mark)?.1;
            Some(rest.split(|c| !digits(c)).next().unwrap_or_default().to_owned())
        };
        let hexadecimal = number("lease ", |c| c.is_ascii_hexdigit()).and_then(|id| i64::from_str_radix(&id, 16).ok());
        let decimal =
            || ["\"ID\":", "\"ID\" : "].iter().find_map(|mark| number(mark, |c| c.is_ascii_digit())?.parse().ok());
        self.leases.extend(hexadecimal.or_else(decimal));
    }

    /// A text without what is this side's own.
    pub fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (place, lease) in self.leases.iter().enumerate() {
            for form in [format!("{lease:016x}"), format!("{lease:x}"), lease.to_string()] {
                text = text.replace(&form, &format!("LEASE{}", place + 1));
            }
        }
        for (own, name) in &self.own {
            text = text.replace(own, name);
        }
        text
    }
}

fn own(member: u64, cluster: u64, client: String, peer: String) -> Vec<(String, &'static str)> {
    vec![
        (format!("{member:016x}"), "MEMBER"),
        (format!("{member:x}"), "MEMBER"),
        (member.to_string(), "MEMBER"),
        (format!("{cluster:016x}"), "CLUSTER"),
        (format!("{cluster:x}"), "CLUSTER"),
        (cluster.to_string(), "CLUSTER"),
        (client, "CLIENT"),
        (peer, "PEER"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_filled_and_ids_are_named() {
        let mut names = Names {
            offset: 100,
            leases: Vec::new(),
            member: 0xab,
            own: own(0xabcd, 0x1234, "c:1".into(), "p:2".into()),
        };
        assert_eq!(names.fill("--rev=\u{ab}5"), "--rev=105");
        assert_eq!(names.fill("--rev=\u{ab}0"), "--rev=0");
        assert_eq!(names.fill("mod(\"a\") = \"\u{ab}3\"\nx"), "mod(\"a\") = \"103\"\nx");
        assert_eq!(names.fill("\u{bb}1 \u{a7}"), "7b ab");
        names.learn(
            &Line::of(vec!["lease".to_owned(), "grant".to_owned()]),
            "lease 694da20ffec93b06 granted with TTL(100s)\n",
        );
        assert_eq!(names.fill("--lease=\u{bb}1"), "--lease=694da20ffec93b06");
        assert_eq!(names.clean("694da20ffec93b06 7587899136771963654 abcd c:1"), "LEASE1 LEASE1 MEMBER CLIENT");
        assert_eq!(names.moved(105), 5);
    }
}
