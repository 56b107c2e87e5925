//! A quick share of the random scripts, on a real etcd and on the simulated one. `cargo xtask etcd` runs any number.
//!
//! Without the real programs the tests say so and pass; where `CI` is true they are required.

use std::env;
use std::sync::Arc;

use agora_core::api::{Call, auth::AuthRequest, cluster::ClusterRequest};
use agora_etcd_tests::family::{Family, Way};
use agora_etcd_tests::hunt::{Hunt, LENGTH};
use agora_etcd_tests::reference::Cluster;
use agora_etcd_tests::{cli, folder, gateway, is_fetched};
use gateway::{Act, Step};

/// Whether there is a real etcd to compare with.
fn is_possible() -> bool {
    let required = env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(is_fetched() || !required, "there is no etcd in {}: run cargo xtask etcd fetch", folder().display());
    if !is_fetched() {
        eprintln!("skipped: there is no etcd in {}; cargo xtask etcd fetch brings it", folder().display());
    }
    is_fetched()
}

fn holds(way: Way, scripts: u64) {
    if !is_possible() {
        return;
    }
    let hunt = Hunt { scripts, seed: 1_000_000, way, families: Family::by(way), differences: 1 };
    let findings = hunt.run(|_| ()).expect("a real etcd that answers");
    assert!(findings.differences.is_empty(), "{}", findings.differences.join("\n"));
    assert_eq!(findings.equal, scripts);
}

#[test]
fn a_member_answers_typed_requests_as_etcd_does() {
    holds(Way::Gateway, 100);
}

#[test]
fn a_terminal_answers_command_lines_as_etcdctl_does() {
    holds(Way::Cli, 8);
}

/// A script may end with permissions that count, and with a member more, whom only some may then remove.
#[test]
fn a_cluster_whose_permissions_count_is_emptied_for_the_next_script() {
    if !is_possible() {
        return;
    }
    let ask = |call| Step { client: 0, member: 1, act: Act::Ask(call) };
    let auth = |request| ask(Call::Auth(Arc::new(request)));
    let root = || "root".to_owned();
    let add = ClusterRequest::Add { peer_urls: vec!["http://127.0.0.1:1".into()], learner: true };
    let steps = [
        auth(AuthRequest::UserAdd { name: root(), password: Some(root()) }),
        auth(AuthRequest::RoleAdd(root())),
        auth(AuthRequest::UserGrantRole { user: root(), role: root() }),
        ask(Call::Cluster(Arc::new(add))),
        auth(AuthRequest::Enable),
    ];
    let mut cluster = Cluster::start(3).expect("a real etcd that starts");
    for _ in 0..2 {
        let answers = gateway::on_reference(&mut cluster, &steps).expect("a real etcd that answers");
        assert!(answers.iter().all(|answer| answer["code"].is_null()), "{answers:?}");
        assert_eq!(answers[3]["members"].as_array().map(Vec::len), Some(4), "{answers:?}");
    }
}

/// What is left after normalising is the script's doing and nothing else's: neither the clock's nor that of scripts before.
#[test]
fn etcd_answers_the_same_script_twice_alike() {
    if !is_possible() {
        return;
    }
    let families = Family::all().collect::<Vec<_>>();
    let mut clusters = [1, 3].map(|members| Cluster::start(members).expect("a real etcd that starts"));
    let (mut events, mut of_many) = (0, 0);
    for seed in 0..60 {
        let families = if seed % 15 == 0 { &[Family::Cluster][..] } else { &families };
        let script = gateway::script(seed, LENGTH, families);
        let cluster = &mut clusters[usize::from(script.members > 1)];
        of_many += u32::from(script.members > 1);
        let mut answers = || gateway::on_reference(cluster, &script.steps).expect("a real etcd that answers");
        let first = answers();
        for (step, (first, second)) in script.steps.iter().zip(first.iter().zip(&answers())) {
            assert_eq!(first, second, "seed {seed}: {step}");
            events += first["events"].as_array().map_or(0, Vec::len);
        }
    }
    assert!(of_many > 2, "{of_many} scripts have three members");
    assert!(events > 20, "the watches told of {events} events only");
}

/// The same where several terminals watch, and queue: what they print does not depend on how fast which of them is.
#[test]
fn etcdctl_prints_the_same_twice_in_several_terminals() {
    if !is_possible() {
        return;
    }
    let mut cluster = Cluster::start(1).expect("a real etcd that starts");
    for seed in 0..6 {
        let lines = cli::script(seed, LENGTH, &[Family::Clients, Family::Lock, Family::Txn]).lines;
        let mut answers = || cli::on_reference(&mut cluster, &lines).expect("a real etcdctl that ends");
        let first = answers();
        for (line, (first, second)) in lines.iter().zip(first.iter().zip(&answers())) {
            assert_eq!(first, second, "seed {seed}: {line}");
            assert!(!first.contains("[waits") && !first.contains("[does not end]"), "seed {seed}: {line}: {first}");
        }
    }
}
