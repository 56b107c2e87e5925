//! Walking in time, in a real browser: the tape, branches, links, kept runs, the search, and the same runs as natively.

use agora_browser_tests::browser::{Browser, Screen};
use agora_browser_tests::site::Site;
use agora_core::run::faults::{FaultPlan, Faults};
use anyhow::{Context, Result};
use serde_json::Value;
use xtask::page::SINGLE;

const PROMPT: &str = "[data-test='prompt']";
const WIDE: Screen = Screen { width: 1440, height: 900, dark: false };
const LEADER: &str = "document.querySelector(`[data-test^='member-'][data-role='leader']`)";
const STILL: &str = "document.querySelector(`[data-test='tape']`).dataset.walking === 'false' && !document.querySelector(`[role='dialog']`)";

/// A page with a leader, in which time then stands still.
fn paused(address: &str) -> Result<Option<Browser>> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(None) };
    browser.show_on(WIDE)?;
    browser.open(address)?;
    browser.wait_until(LEADER)?;
    browser.click("[data-test='play']")?;
    Ok(Some(browser))
}

fn enter(browser: &Browser, line: &str) -> Result<()> {
    browser.type_line(PROMPT, line)
}

/// Drags the playhead to a part of the tape, which is five seconds long at first, and waits until it is there.
fn drag_to(browser: &Browser, part: f64) -> Result<()> {
    browser.evaluate(&format!(
        "(() => {{
            const tape = document.querySelector(`[data-test='tape'] .playhead`);
            const box = tape.getBoundingClientRect();
            const clientX = box.left + box.width * {part}, clientY = box.top + box.height / 2;
            for (const [kind, buttons] of [['pointerdown', 1], ['pointermove', 1], ['pointerup', 0]])
                tape.dispatchEvent(new PointerEvent(kind, {{ bubbles: true, pointerId: 1, buttons, clientX, clientY }}));
        }})()"
    ))?;
    browser.wait_until(STILL)
}

fn time(browser: &Browser) -> Result<String> {
    browser.text("[data-test='time']")
}

/// The picture as it is painted once all is still.
fn picture(browser: &Browser) -> Result<Value> {
    browser.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(true))))")?;
    browser.evaluate("document.querySelector('.picture').toDataURL()")
}

fn fingerprint(browser: &Browser) -> Result<String> {
    browser.click(".drawer-tabs [data-tab='script']")?;
    browser.text("[data-test='fingerprint']")
}

fn no_errors(browser: &Browser) -> Result<()> {
    assert_eq!(browser.errors()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_same_place_on_the_tape_is_the_same_picture() -> Result<()> {
    let Some(browser) = paused(&Site::shared()?.address)? else { return Ok(()) };
    let edge = time(&browser)?;
    drag_to(&browser, 0.05)?;
    let (then, seen) = (time(&browser)?, picture(&browser)?);
    assert_ne!(then, edge);
    drag_to(&browser, 0.03)?;
    assert_ne!(picture(&browser)?, seen);
    drag_to(&browser, 0.05)?;
    assert_eq!((time(&browser)?, picture(&browser)?), (then, seen));
    browser.click("[data-test='live']")?;
    browser.wait_until(STILL)?;
    assert_eq!(time(&browser)?, edge);
    no_errors(&browser)
}

#[test]
fn acting_in_the_past_opens_a_branch_and_the_old_one_is_kept() -> Result<()> {
    let Some(browser) = paused(&Site::shared()?.address)? else { return Ok(()) };
    let edge = time(&browser)?;
    drag_to(&browser, 0.05)?;
    enter(&browser, "kill n2")?;
    browser.click(".drawer-tabs [data-tab='branches']")?;
    browser.wait_until("document.querySelector(`li.shown[data-branch='branch 2']`)")?;
    browser.click("[data-branch='main'] [data-test='compare']")?;
    let difference = browser.text("[data-test='difference']")?;
    assert!(difference.contains("n2") && difference.contains("process"), "{difference}");
    browser.click("[data-branch='main'] [data-test='switch']")?;
    browser.wait_until("document.querySelector(`li.shown[data-branch='main']`)")?;
    assert_eq!(time(&browser)?, edge);
    no_errors(&browser)
}

#[test]
fn a_link_opens_as_the_same_run() -> Result<()> {
    let Some(browser) = paused(&Site::shared()?.address)? else { return Ok(()) };
    enter(&browser, "put color blue")?;
    enter(&browser, "kill leader")?;
    let expected = fingerprint(&browser)?;
    browser.click("[data-test='share']")?;
    browser.wait_until("location.hash.startsWith('#agora=1')")?;
    let link = browser.evaluate("location.href")?;
    let link = link.as_str().context("an address is a text")?.to_owned();
    assert!(link.len() < 2_000, "{link}");

    let other = Browser::start()?;
    other.show_on(WIDE)?;
    other.open(&link)?;
    other.wait_until(&format!("document.querySelector(`[data-test='tape']`) && {STILL}"))?;
    assert_eq!(other.text("[data-test='fingerprint']")?, expected, "the panel comes with the link");
    no_errors(&other)
}

#[test]
fn a_broken_link_is_refused_and_the_page_is_there_all_the_same() -> Result<()> {
    for (fragment, reason) in
        [("agora=1&run=cluster", "cut off"), ("agora=99&run=x", "newer"), ("section-2", "no run of Agora")]
    {
        let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
        browser.show_on(WIDE)?;
        browser.open(&format!("{}#{fragment}", Site::shared()?.address))?;
        let said = browser.text("[data-test='reason']")?;
        assert!(said.contains(reason), "{said}");
        browser.click("[data-test='dialog-close']")?;
        browser.wait_until(LEADER)?;
        enter(&browser, "put color blue")?;
        browser.wait_until("document.querySelector(`[data-test='terminal']`).innerText.includes('OK')")?;
        no_errors(&browser)?;
    }
    Ok(())
}

#[test]
fn a_run_outlives_its_tab() -> Result<()> {
    let Some(browser) = paused(&Site::shared()?.address)? else { return Ok(()) };
    enter(&browser, "put color blue")?;
    enter(&browser, "kill n3")?;
    let expected = fingerprint(&browser)?;
    browser.evaluate("location.reload()")?;
    browser.wait_until(&format!("document.querySelector(`[data-role='down']`) && {STILL}"))?;
    assert_eq!(fingerprint(&browser)?, expected);

    // A new run begins; the old one is among the kept ones, and opens.
    browser.click("[data-test='reset']")?;
    browser.wait_until(LEADER)?;
    browser.click("[data-test='open-saved']")?;
    browser.wait_until(&format!("document.querySelector(`[data-role='down']`) && {STILL}"))?;
    assert_eq!(fingerprint(&browser)?, expected);
    no_errors(&browser)
}

/// A duplicated tab remembers the same run. A frame of the page has the tab's memory too, so it stands for one here.
#[test]
fn two_tabs_with_one_run_do_not_write_over_each_other() -> Result<()> {
    const KEPT: &str =
        "Object.keys(localStorage).filter((key) => key.startsWith('agora.run.')).map((key) => localStorage[key])";
    let Some(browser) = paused(&Site::shared()?.address)? else { return Ok(()) };
    enter(&browser, "kill n3")?;
    browser.evaluate(
        "(() => {
            const frame = document.body.appendChild(document.createElement('iframe'));
            frame.id = 'other';
            frame.src = location.href;
        })()",
    )?;
    browser.wait_until("document.getElementById('other').contentDocument.querySelector(`[data-role='down']`)")?;
    browser.wait_until(&format!("({KEPT}).some((run) => run.split('\\n')[0].endsWith('(copy)'))"))?;
    enter(&browser, "kill n2")?;
    browser.wait_until(&format!(
        "({KEPT}).some((run) => run.includes('kill n2')) && ({KEPT}).some((run) => !run.includes('kill n2') && run.includes('kill n3'))"
    ))?;
    assert_eq!(browser.evaluate(&format!("({KEPT}).length"))?, Value::from(2));
    no_errors(&browser)
}

#[test]
fn keys_do_nothing_behind_a_dialog() -> Result<()> {
    let Some(browser) = paused(&Site::shared()?.address)? else { return Ok(()) };
    let (before, play) = (time(&browser)?, "document.querySelector(`[data-test='play']`).title");
    let standing = browser.evaluate(play)?;
    let press = |key: &str| {
        browser.evaluate(&format!(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }}))"
        ))
    };
    for opener in ["[data-test='help']", "[data-test='find']"] {
        browser.click(opener)?;
        browser.wait_until("document.querySelector(`[aria-modal='true']`)")?;
        for key in [" ", "ArrowLeft", "ArrowRight", "3", "]"] {
            press(key)?;
        }
        picture(&browser)?;
        assert_eq!(browser.evaluate(play)?, standing);
        press("Escape")?;
        browser.wait_until("!document.querySelector(`[aria-modal='true']`)")?;
        assert_eq!(time(&browser)?, before);
    }
    press(" ")?;
    browser.wait_until(&format!("{play} !== {standing}"))?;
    no_errors(&browser)
}

#[test]
fn a_full_storage_is_told_and_the_run_goes_on() -> Result<()> {
    let Some(browser) = paused(&Site::shared()?.address)? else { return Ok(()) };
    browser.evaluate(
        "(() => {
            for (let size = 1 << 22; size >= 1; size >>= 1)
                for (let n = 0; ; n++)
                    try { localStorage.setItem(`fill-${size}-${n}`, 'x'.repeat(size)); } catch { break; }
        })()",
    )?;
    enter(&browser, "kill n3")?;
    browser.wait_until("document.querySelector(`[data-test='storage-full']`)")?;
    browser.wait_until("document.querySelector(`[data-test='member-n3'][data-role='down']`)")?;
    browser.evaluate("localStorage.clear()")?;
    enter(&browser, "restart n3")?;
    browser.wait_until("!document.querySelector(`[data-test='storage-full']`)")?;
    no_errors(&browser)
}

fn finds_a_violation(address: &str) -> Result<()> {
    let Some(browser) = paused(address)? else { return Ok(()) };
    browser.click("[data-test='find']")?;
    browser.evaluate(
        "(() => {
            const menu = document.querySelector(`[data-test='without']`);
            menu.value = 'no-majority';
            menu.dispatchEvent(new Event('change', { bubbles: true }));
        })()",
    )?;
    browser.click("[data-test='begin-search']")?;
    browser.wait_until("document.querySelector(`[data-test='found']`)")?;
    browser.click("[data-test='open-found']")?;
    browser.wait_until(&format!("document.querySelector(`.badge.broken`) && {STILL}"))?;
    browser.click(".drawer-tabs [data-tab='script']")?;
    let script = browser.text("[data-test='script']")?;
    assert!(script.contains("sabotage no-majority on"), "{script}");
    no_errors(&browser)
}

#[test]
fn a_search_finds_a_planted_violation_and_opens_it() -> Result<()> {
    finds_a_violation(&Site::shared()?.address)
}

#[test]
fn a_search_works_in_the_single_file_too() -> Result<()> {
    finds_a_violation(&Site::shared()?.on_disk(SINGLE))
}

#[test]
fn a_hundred_runs_in_the_browser_are_those_of_this_machine() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.open(&Site::shared()?.address)?;
    browser.wait_until("!document.getElementById('loading')")?;
    let there = browser.evaluate("wasm_bindgen.fingerprints(100)")?;
    let there = there.as_str().context("a list of fingerprints")?;
    let here = (0..100_u64).map(|seed| {
        let mut faults = Faults::new(seed, FaultPlan { settles_within: None, ..FaultPlan::default() });
        // A run that goes wrong has a fingerprint too.
        let _ = faults.play();
        format!("{:016x}", faults.run().fingerprint())
    });
    assert_eq!(there.lines().collect::<Vec<_>>(), here.collect::<Vec<_>>());
    Ok(())
}
