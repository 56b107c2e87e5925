//! Nonsense at the prompt does no harm: a quick share of what `cargo xtask fuzz` does at length.

use agora_tests::fuzz::Fuzz;

#[test]
fn nonsense_at_the_prompt_ends_with_a_status_and_changes_nothing_by_halves() {
    let mut fuzz = Fuzz::new(0);
    for number in 0..10_000 {
        let line = fuzz.line();
        fuzz.type_in(&line).unwrap_or_else(|error| panic!("line {number}: {error}"));
    }
    let tally = fuzz.tally();
    let enough = 1_000;
    assert!(tally.done > enough && tally.refused > enough && tally.interrupted > 100, "{tally:?}");
}
