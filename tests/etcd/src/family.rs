//! What a script may contain: the one table of what is compared, for both ways.

use std::fmt;
use std::str::FromStr;

/// A kind of command, and what belongs to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Family {
    /// put, get and del as they are now, with their plain flags.
    Kv,
    /// Reads of old revisions, and filters by revision.
    Old,
    /// `--ignore-value` and `--ignore-lease`.
    Ignore,
    /// Compaction.
    Compact,
    /// Transactions.
    Txn,
    /// Leases, revoked by hand.
    Lease,
    /// Watches.
    Watch,
    /// Alarms.
    Alarm,
    /// Users and roles.
    Auth,
    /// The list of members, and wrong changes of it.
    Member,
    /// Several clients: each has its name, its watches, and its place in the queue for locks and elections.
    Clients,
    /// Three members: requests go to each of them, the leader moves, members come and go, one or two are killed.
    Cluster,
    /// Locks and elections.
    Lock,
    /// Variables in front of a command line.
    Variables,
    /// Wrong arguments.
    Wrong,
}

/// Which way a script takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Typed requests to a member.
    Gateway,
    /// Lines at a prompt.
    Cli,
}

/// A family, its name, and by which ways the simulated side has it.
const TABLE: &[(Family, &str, &[Way])] = &[
    (Family::Kv, "kv", &[Way::Gateway, Way::Cli]),
    (Family::Old, "old", &[Way::Gateway, Way::Cli]),
    (Family::Ignore, "ignore", &[Way::Gateway, Way::Cli]),
    (Family::Compact, "compact", &[Way::Gateway, Way::Cli]),
    (Family::Txn, "txn", &[Way::Gateway, Way::Cli]),
    (Family::Lease, "lease", &[Way::Gateway, Way::Cli]),
    (Family::Watch, "watch", &[Way::Gateway, Way::Cli]),
    (Family::Alarm, "alarm", &[Way::Gateway, Way::Cli]),
    (Family::Auth, "auth", &[Way::Gateway, Way::Cli]),
    (Family::Member, "member", &[Way::Gateway, Way::Cli]),
    (Family::Clients, "clients", &[Way::Gateway, Way::Cli]),
    (Family::Cluster, "cluster", &[Way::Gateway, Way::Cli]),
    (Family::Lock, "lock", &[Way::Cli]),
    (Family::Variables, "variables", &[Way::Cli]),
    (Family::Wrong, "wrong", &[Way::Cli]),
];

impl Family {
    /// Every family.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(family, ..)| *family)
    }

    /// Every family that the simulated side has by this way.
    pub fn by(way: Way) -> Vec<Self> {
        TABLE.iter().filter(|(.., ways)| ways.contains(&way)).map(|(family, ..)| *family).collect()
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = TABLE.iter().find(|(family, ..)| family == self).expect("every family is in the table");
        f.write_str(row.1)
    }
}

impl FromStr for Family {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0).ok_or_else(|| {
            let names = TABLE.iter().map(|row| row.1).collect::<Vec<_>>().join(", ");
            format!("there is no family {name}; there are {names}")
        })
    }
}

impl FromStr for Way {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "gateway" => Ok(Self::Gateway),
            "cli" => Ok(Self::Cli),
            _ => Err(format!("there is no way {name}; there are gateway and cli")),
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gateway => "gateway",
            Self::Cli => "cli",
        })
    }
}
