//! Which member listens at an address.

use crate::{
    etcdctl::Endpoint,
    id::{NodeId, NodeSet},
};

/// The members that listen at these addresses, out of all.
pub(super) fn members(endpoints: &[Endpoint], all: NodeSet) -> NodeSet {
    endpoints.iter().map(|endpoint| listeners(endpoint, all)).fold(NodeSet::EMPTY, NodeSet::union)
}

/// Where a member is asked, as it is printed.
pub(super) fn endpoint(node: NodeId) -> Endpoint {
    Endpoint(alloc::format!("{node}:2379").into())
}

/// Whether an address is the machine's own, whichever that is.
pub(super) fn is_own(endpoint: &Endpoint) -> bool {
    matches!(endpoint.host(), "127.0.0.1" | "localhost" | "0.0.0.0" | "[::1]")
}

/// Whether a host is named by numbers, so that nobody has to know its name.
pub(super) fn is_number(endpoint: &Endpoint) -> bool {
    endpoint.host().split('.').all(|part| part.parse::<u8>().is_ok())
}

/// Who listens at an address. A member's machine has a name, `n2`, and a number, `192.168.22.12`; the terminal's own
/// machine has no member, but whoever asks it reaches any of them, as through a proxy. Elsewhere nobody listens.
pub(super) fn listeners(endpoint: &Endpoint, all: NodeSet) -> NodeSet {
    if is_own(endpoint) {
        return all;
    }
    let by_number = || {
        let last = endpoint.host().strip_prefix("192.168.22.")?.parse::<u8>().ok()?;
        last.checked_sub(10).and_then(NodeId::new)
    };
    endpoint.member().or_else(by_number).map_or(NodeSet::EMPTY, |node| NodeSet::EMPTY.with(node)).intersection(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_has_a_name_and_a_number() {
        let node = |number| NodeId::new(number).unwrap();
        let all = (1..=3).map(node).collect::<NodeSet>();
        let at = |text: &str| listeners(&Endpoint(text.into()), all);
        for address in ["n2", "n2:2379", "http://n2:2379", "https://192.168.22.12:2379"] {
            assert_eq!(at(address), NodeSet::EMPTY.with(node(2)), "{address}");
        }
        assert_eq!(at("127.0.0.1:2379"), all);
        for address in ["n4:2379", "192.168.22.9:2379", "192.168.22.200", "example.com"] {
            assert_eq!(at(address), NodeSet::EMPTY, "{address}");
        }
    }
}
