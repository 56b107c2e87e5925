//! What members hold alike is stored once.

use super::world::World;

impl World {
    /// Makes ready for a clone that is kept: what will not change any more is shared with it for ever, and members and disks
    /// that hold the same share storage. The world stays what it is, and takes less room: members with the same log and the
    /// same store take little more than one of them.
    ///
    /// It costs as much as what came since this was done last.
    pub fn settle(&mut self) {
        self.seats.iter_mut().for_each(|seat| seat.client.settle());
        for place in 0..self.stations.len() {
            let (first, rest) = self.stations.split_at_mut(place);
            let Some((station, _)) = rest.split_first_mut() else { continue };
            let Some(member) = &mut station.member else { continue };
            let others = first.iter().filter_map(|station| station.member.as_ref());
            member.share_with(others.max_by_key(|member| member.machine().applied().index));
            station.disk.share_with(member);
        }
    }

    /// Whether all members that are up have the same log, stored and applied.
    pub fn is_even(&self) -> bool {
        let ends = self.stations.iter().filter_map(|station| {
            let member = station.member.as_ref()?;
            let last = member.raft().log().last();
            let is_settled = last == station.disk.shown.log().last() && last == member.machine().applied();
            Some((last, is_settled))
        });
        let mut first = None;
        { ends }.all(|(last, is_settled)| is_settled && *first.get_or_insert(last) == last)
    }

    /// About how many bytes its keys and values take: those of the fullest store; `None` when no member is up.
    pub fn bytes(&self) -> Option<u64> {
        let members = self.stations.iter().filter_map(|station| station.member.as_ref());
        members.map(|member| member.machine().store().size().in_use).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::ClientId,
        sim::{Options, intervention::Intervention},
        time::Duration,
    };

    fn passes(world: &mut World, span: Duration) {
        let until = world.now() + span;
        while world.step_by(until) {}
        world.rest(until);
    }

    #[test]
    fn members_that_hold_the_same_share_it_and_stay_what_they_are() {
        let mut world = World::new(Options::default()).unwrap();
        passes(&mut world, Duration::from_secs(3));
        for number in 0..200 {
            let line = alloc::format!("put key{} value{number}", number % 7).into();
            world.act(&Intervention::Type { client: ClientId(1), endpoint: None, line }).unwrap();
            passes(&mut world, Duration::from_millis(200));
        }
        assert!(world.is_even());
        let before = world.clone();
        let stores =
            |world: &World, place: usize| world.stations[place].member.clone().unwrap().machine().store().clone();
        assert!(stores(&world, 4).own_bytes(&stores(&world, 0)) > 1_000);
        world.settle();
        assert_eq!(world, before);
        let kept = world.clone();
        assert_eq!(stores(&world, 4).own_bytes(&stores(&world, 0)), 0);
        let log = |world: &World, place: usize| world.stations[place].member.clone().unwrap().raft().log().clone();
        let entries = log(&world, 0).len();
        assert_eq!(log(&world, 4).shared_with(&log(&world, 0)), entries);
        assert_eq!(world.stations[3].disk.shown.log().shared_with(&log(&world, 0)), entries);
        let mut same = before;
        for world in [&mut world, &mut same] {
            let line = "put key1 other".into();
            world.act(&Intervention::Type { client: ClientId(1), endpoint: None, line }).unwrap();
            passes(world, Duration::from_secs(1));
        }
        assert_eq!(world, same);
        assert_ne!(world, kept);
        assert_eq!(log(&world, 0).shared_with(&log(&kept, 0)), entries);
    }
}
