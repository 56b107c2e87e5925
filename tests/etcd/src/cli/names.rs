//! What a script cannot know beforehand: how revisions are counted, and the ids of leases, members and the cluster.

use agora_core::{
    id::NodeId,
    server::{cluster_id, member_id},
};

use super::Line;
use crate::reference::{Cluster, Nowhere};

/// Marks a revision in a generated text, so that it can be moved by what is in the real store already.
pub const REVISION: char = '\u{ab}';

/// Marks the number of a lease, in the order in which the script was granted them.
pub const LEASE: char = '\u{bb}';

/// Marks the number of a member, from 1, whose id is meant.
pub const MEMBER: char = '\u{a7}';

/// Marks the number of a member, from 1, whose clients' address is meant.
pub const ENDPOINT: char = '\u{b6}';

/// Marks the number of an address at which nobody listens.
pub const ADDRESS: char = '\u{a4}';

/// Everything that marks a number.
const MARKS: [char; 5] = [REVISION, LEASE, MEMBER, ENDPOINT, ADDRESS];

/// The names that one side has.
#[derive(Clone, Debug)]
pub struct Names {
    offset: i64,
    leases: Vec<i64>,
    members: Vec<u64>,
    endpoints: Vec<String>,
    nowhere: Nowhere,
    /// Texts that are this side's own, and what they are called in an answer.
    own: Vec<(String, String)>,
}

impl Names {
    /// Those of a real cluster, whose empty store is at revision 1 + `offset`.
    pub fn of_reference(offset: i64, cluster: &Cluster) -> Self {
        let members = (0..cluster.len()).map(|place| cluster.member(place)).map(|member| {
            let [client, peer] = member.addresses().map(|address| address.to_string());
            (member.id(), client, peer)
        });
        Self { offset, ..Self::of(cluster.member(0).cluster(), &members.collect::<Vec<_>>()) }
    }

    /// Those of so many simulated members.
    pub fn of_simulation(members: u8) -> Self {
        let member = |node| (member_id(node), format!("{node}:2379"), format!("{node}:2380"));
        Self::of(cluster_id(), &(1..=members).filter_map(NodeId::new).map(member).collect::<Vec<_>>())
    }

    /// Those of members with these ids and addresses, for clients and for peers.
    fn of(cluster: u64, members: &[(u64, String, String)]) -> Self {
        let mut names = Self {
            offset: 0,
            leases: Vec::new(),
            members: Vec::new(),
            endpoints: members.iter().map(|(_, client, _)| client.clone()).collect(),
            nowhere: Nowhere::new(),
            own: forms(cluster, "CLUSTER"),
        };
        let of_nobody = |number| (names.nowhere.address(number), format!("ADDRESS{number}"));
        let addresses = (0..Nowhere::SPAN).map(of_nobody).collect::<Vec<_>>();
        names.own.extend(addresses);
        for (place, (_, client, peer)) in members.iter().enumerate() {
            let of = |what: &str| if members.len() == 1 { what.to_owned() } else { format!("{what}{}", place + 1) };
            names.own.extend([(client.clone(), of("CLIENT")), (peer.clone(), of("PEER"))]);
        }
        let single = members.len() == 1;
        members.iter().for_each(|(id, ..)| names.add_member(*id, single));
        names
    }

    fn add_member(&mut self, id: u64, single: bool) {
        self.members.push(id);
        let name = if single { "MEMBER".to_owned() } else { format!("MEMBER{}", self.members.len()) };
        self.own.extend(forms(id, &name));
    }

    /// Whether there are several members.
    pub fn are_many(&self) -> bool {
        self.endpoints.len() > 1
    }

    /// Where clients find the members.
    pub fn endpoints(&self) -> &[String] {
        &self.endpoints
    }

    /// A revision as this script counts it.
    pub fn moved(&self, revision: i64) -> i64 {
        if revision > 0 { revision - self.offset } else { revision }
    }

    /// A text with this side's own numbers in place of the marks.
    pub fn fill(&self, text: &str) -> String {
        let mut parts = text.split(MARKS);
        let mut filled = parts.next().unwrap_or_default().to_owned();
        let mut marks = text.chars().filter(|c| MARKS.contains(c));
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(part.len());
            let number = part[..end].parse::<i64>();
            let place = number.as_ref().ok().and_then(|number| usize::try_from(number - 1).ok());
            match (marks.next(), number) {
                (Some(MEMBER), _) => {
                    let member = place.and_then(|place| self.members.get(place));
                    filled += &format!("{:x}", member.unwrap_or(&0x7b));
                }
                (Some(ADDRESS), Ok(number)) => filled += &self.nowhere.address(number as u32),
                (Some(ENDPOINT), _) => {
                    let endpoint = place.and_then(|place| self.endpoints.get(place));
                    filled += endpoint.map_or("nowhere:1", String::as_str);
                }
                (Some(LEASE), Ok(_)) => {
                    let lease = place.and_then(|place| self.leases.get(place));
                    filled += &format!("{:x}", lease.unwrap_or(&0x7b));
                }
                (Some(REVISION), Ok(number)) if number > 0 => filled += &(number + self.offset).to_string(),
                _ => filled += &part[..end],
            }
            filled += &part[end..];
        }
        filled
    }

    /// Notes a lease that was granted, or a member that was added.
    pub fn learn(&mut self, line: &Line, output: &str) {
        if line.words.iter().any(|word| word == "add") {
            let plain = output.strip_prefix("Member ").and_then(|rest| rest.split(' ').find(|word| !word.is_empty()));
            let plain = plain.and_then(|id| u64::from_str_radix(id, 16).ok());
            let json = || output.split_once("\"member\":{\"ID\":")?.1.split(',').next()?.parse().ok();
            if let Some(id) = plain.or_else(json) {
                self.add_member(id, false);
            }
        }
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
        // An id that has fewer digits than it is printed with has spaces before it.
        for word in ["Member", "cluster"] {
            while text.contains(&format!("{word}  ")) {
                text = text.replace(&format!("{word}  "), &format!("{word} "));
            }
        }
        text
    }
}

/// The forms in which an id is printed, and what it is called.
fn forms(id: u64, name: &str) -> Vec<(String, String)> {
    [format!("{id:016x}"), format!("{id:x}"), id.to_string()].map(|form| (form, name.to_owned())).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_filled_and_ids_are_named() {
        let mut names = Names { offset: 100, ..Names::of(0x1234, &[(0xabcd, "c:1".into(), "p:2".into())]) };
        assert_eq!(names.fill("--rev=\u{ab}5"), "--rev=105");
        assert_eq!(names.fill("--rev=\u{ab}0"), "--rev=0");
        assert_eq!(names.fill("mod(\"a\") = \"\u{ab}3\"\nx"), "mod(\"a\") = \"103\"\nx");
        assert_eq!(names.fill("\u{bb}1 \u{a7}1 \u{b6}1 \u{a7}2"), "7b abcd c:1 7b");
        names.learn(
            &Line::of(vec!["lease".to_owned(), "grant".to_owned()]),
            "lease 694da20ffec93b06 granted with TTL(100s)\n",
        );
        assert_eq!(names.fill("--lease=\u{bb}1"), "--lease=694da20ffec93b06");
        assert_eq!(names.clean("694da20ffec93b06 7587899136771963654 abcd c:1"), "LEASE1 LEASE1 MEMBER CLIENT");
        assert_eq!(names.moved(105), 5);
        assert_eq!(
            names.clean("Member     abcd added to cluster             1234"),
            "Member MEMBER added to cluster CLUSTER"
        );
        assert_eq!(names.clean("c:1, abcd, a  b"), "CLIENT, MEMBER, a  b");
    }
}
