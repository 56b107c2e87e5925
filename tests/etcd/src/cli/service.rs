//! Lines about leases, watches, locks, members and users.

use super::{
    End, Line,
    generate::Maker,
    names::{ADDRESS, ENDPOINT, LEASE, MEMBER, REVISION},
};

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(ToOwned::to_owned).collect()
}

impl Maker<'_> {
    /// One of the leases that were granted, or one that never was.
    pub(super) fn lease_id(&mut self) -> String {
        format!("{LEASE}{}", 1 + self.draw.below(self.leases + 1))
    }

    pub(super) fn lease(&mut self) -> Line {
        let id = self.lease_id();
        let mut line = match self.draw.below(10) {
            0..3 => {
                self.leases += 1;
                // Each has a time to live far from the others', so that their order is the same on every clock.
                format!("lease grant {}", 1000 * self.leases)
            }
            3 | 4 => format!("lease revoke {id}"),
            5 => format!("lease keep-alive {id} --once"),
            6 => "lease list".to_owned(),
            7 => format!("lease timetolive {id} --keys"),
            8 => format!("lease timetolive {id}"),
            _ => {
                self.newest += 1;
                format!("put {} held --lease={id}", self.draw.key())
            }
        };
        self.written(&mut line);
        Line::of(words(&line))
    }

    /// Asks for a form of the output, now and then.
    fn written(&mut self, line: &mut String) {
        *line += self.draw.one(&["", "", "", " -w json", " -w fields", " -w simple"]);
        if self.draw.once_in(15) {
            *line += " --hex";
        }
    }

    pub(super) fn watch(&mut self) -> Line {
        let start = 1 + self.draw.below(self.newest.unsigned_abs() + 1).cast_signed();
        let key = self.draw.key();
        self.newest += 1;
        let mut line = format!("watch {key} --rev={REVISION}{start}");
        match self.draw.below(5) {
            0 | 1 => line += " --prefix",
            2 => line = format!("watch {key} zz --rev={REVISION}{start}"),
            _ => {}
        }
        if self.draw.once_in(2) {
            line += " --prev-kv";
        }
        self.written(&mut line);
        Line { end: End::Marker { key: key.to_owned(), start }, ..Line::of(words(&line)) }
    }

    /// A lock that is held while a command runs, or until it is interrupted, and the same with an election. While another
    /// terminal has it, there is nothing but to wait, and to be interrupted.
    ///
    /// The names sort before every key, so that no range of keys has those of locks in it: they hold ids.
    pub(super) fn lock(&mut self) -> Line {
        self.newest += 2;
        let (command, end) = match self.draw.below(8) {
            0 => ("lock M", End::Interrupt),
            1 => ("elect E v", End::Interrupt),
            2 => ("lock M echo held", End::Itself),
            3 => ("lock M -- etcdctl get M --prefix --keys-only", End::Itself),
            4 => ("lock M --ttl=20 etcdctl get a", End::Itself),
            5 => ("lock M -- etcdctl put a locked --prev-kv", End::Itself),
            6 => ("lock M -- etcdctl get", End::Itself),
            _ => ("lock A/b -- etcdctl del a/ --prefix", End::Itself),
        };
        Line { end: self.together.alone(command).unwrap_or(end), ..Line::of(words(command)) }
    }

    pub(super) fn alarm(&mut self) -> Line {
        Line::of(words(self.draw.one(&[
            "alarm list",
            "alarm list -w json",
            "alarm list -w fields",
            "alarm disarm",
            "alarm disarm -w json",
        ])))
    }

    pub(super) fn member(&mut self) -> Line {
        let mut line = (self.draw.one(&[
            "member list",
            "member list",
            "member list -w table",
            "endpoint health",
            "endpoint health --cluster",
            "endpoint health -w table",
            "endpoint status",
            "endpoint status -w table",
            "endpoint status --cluster",
            "endpoint hashkv",
            "endpoint hashkv -w table",
            "defrag",
            "defrag --cluster",
            "move-leader",
        ]))
        .to_owned();
        if line == "move-leader" {
            line = format!("move-leader {MEMBER}1");
        } else if !line.contains("-w") && !line.contains("defrag") {
            line += self.draw.one(&["", "", " -w json", " -w fields"]);
        }
        Line::of(words(&line))
    }

    /// What several members are good for.
    pub(super) fn cluster(&mut self) -> Line {
        if self.kills && self.draw.once_in(4) {
            let end = if let Some(number) = self.down.take() {
                End::Restart(number)
            } else {
                let number = 1 + self.draw.below(self.members.into()) as u8;
                self.down = Some(number);
                End::Kill(number)
            };
            return Line { end, ..Line::default() };
        }
        let up = (1..=self.members).filter(|number| Some(*number) != self.down).collect::<Vec<_>>();
        let one = self.draw.one(&up);
        let other = self.draw.one(&up);
        let newcomer = 4 + self.draw.below(self.added + 1);
        let key = self.draw.key();
        let mut line = match self.draw.below(16) {
            0 | 1 => format!("get {key} --prefix --consistency=s --endpoints={ENDPOINT}{one}"),
            2 => format!("get {key} --endpoints={ENDPOINT}{one},{ENDPOINT}{other}"),
            3 => {
                self.newest += 1;
                format!("put {key} there --prev-kv --endpoints={ENDPOINT}{one}")
            }
            4 => format!("del {key} --endpoints=http://{ENDPOINT}{one}"),
            5 => format!("endpoint status --endpoints={ENDPOINT}{one} -w json"),
            6 => format!("endpoint status{}", self.draw.one(&["", " -w table"])),
            7 => format!("endpoint health{}", self.draw.one(&["", " --cluster", " -w table"])),
            8 => format!("endpoint hashkv --endpoints={ENDPOINT}{one}"),
            9 => format!("move-leader {MEMBER}{one}"),
            10 => format!("move-leader {MEMBER}{one} --endpoints={ENDPOINT}{other}"),
            _ if self.kills => format!("member list --endpoints={ENDPOINT}{one}"),
            11 => {
                self.added += 1;
                let learner = if self.learners { " --learner" } else { "" };
                format!("member add n{0} --peer-urls=http://{ADDRESS}{0}{learner}", 3 + self.added)
            }
            12 => format!("member remove {MEMBER}{newcomer}"),
            13 => format!("member promote {MEMBER}{newcomer}"),
            // A learner that moves is listed as a voter by etcd, which it is not.
            14 if !self.learners => {
                format!("member update {MEMBER}{newcomer} --peer-urls=http://{ADDRESS}{}", 3 + self.added)
            }
            _ => format!("member list{}", self.draw.one(&["", " -w table", " --consistency=s"])),
        };
        // With one of two dead, who is asked first is by chance.
        if self.down.is_some()
            && (line.starts_with("endpoint") || line.starts_with("move"))
            && !line.contains("--endpoints")
        {
            line = format!("endpoint health --endpoints={ENDPOINT}{one}");
        }
        Line::of(words(&line))
    }

    /// Who root is, so that permissions can be made to count.
    pub(super) fn root(&mut self) -> Vec<Line> {
        let mut lines = ["user add root:root", "role add root", "user grant-role root root"]
            .map(|line| Line::of(words(line)))
            .to_vec();
        if self.draw.once_in(5) {
            lines.remove(self.draw.below(3) as usize);
        }
        lines
    }

    /// Says who asks, in a script with users.
    pub(super) fn signed(&mut self, mut line: Line) -> Line {
        // The real one logs in before it reads a transaction, and so may end before it finds fault with that.
        if !self.users || line.input.is_some() {
            return line;
        }
        // Where permissions count only the leader promotes; elsewhere one waits in vain for about as long as etcdctl does,
        // and who leads here is by chance.
        if self.members > 1 && line.words.iter().any(|word| word == "promote") {
            return line;
        }
        match self.draw.below(10) {
            0..4 => line.words.push("--user=root:root".to_owned()),
            4..7 => {
                let name = self.draw.one(&["ann", "bob"]);
                line.words.push(format!("--user={name}:{name}"));
            }
            7 => line.words.extend(["--user=ann", "--password=ann"].map(ToOwned::to_owned)),
            8 if self.draw.once_in(3) => line.words.push("--user=ann:wrong".to_owned()),
            _ => {}
        }
        line
    }

    pub(super) fn auth(&mut self) -> Line {
        let user = self.draw.one(&["root", "ann", "ann", "bob"]);
        let role = self.draw.one(&["root", "r", "r", "s"]);
        let kind = self.draw.one(&["read", "write", "readwrite", "READ"]);
        let mut line = match self.draw.below(18) {
            0 | 1 => "auth enable".to_owned(),
            2 => "auth disable".to_owned(),
            3 => "auth status".to_owned(),
            4 | 5 => format!("user add {user}:{user}"),
            6 => format!("user get {user}"),
            7 => format!("user get {user} --detail"),
            8 => "user list".to_owned(),
            9 if self.draw.once_in(3) => format!("user delete {user}"),
            9 | 10 => format!("user grant-role {user} {role}"),
            11 => format!("user revoke-role {user} {role}"),
            12 => format!("role add {role}"),
            13 => format!("role get {role}"),
            14 => "role list".to_owned(),
            15 if self.draw.once_in(3) => format!("role delete {role}"),
            15 => {
                let range = self.draw.one(&["", " --prefix", " --from-key", " zz"]);
                format!("role revoke-permission {role} {}{range}", self.draw.key())
            }
            _ => {
                let range = self.draw.one(&["", " --prefix", " --from-key", " zz"]);
                format!("role grant-permission {role} {kind} {}{range}", self.draw.key())
            }
        };
        // In other forms than JSON most of these answers are refused.
        line += self.draw.one(&["", "", "", " -w json"]);
        Line::of(words(&line))
    }
}
