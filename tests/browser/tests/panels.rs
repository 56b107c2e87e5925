//! Every panel on three kinds of screen, in both languages: nothing is cut off, nothing is too small to touch, what is
//! printed can be read and clicked, and the console stays silent.

use agora_browser_tests::browser::{Browser, Screen};
use agora_browser_tests::site::Site;
use anyhow::Result;
use serde_json::json;

const PROMPT: &str = "[data-test='prompt']";
const LEADER: &str = "document.querySelector(`[data-test^='member-'][data-role='leader']`)";
const PANELS: [&str; 14] = [
    "inspector",
    "log",
    "keys",
    "watches",
    "leases",
    "locks",
    "members",
    "lanes",
    "pending",
    "branches",
    "events",
    "checks",
    "sabotage",
    "script",
];
const WIDE: Screen = Screen { width: 1440, height: 900, dark: false };
const LAPTOP: Screen = Screen { width: 1280, height: 720, dark: true };
const TABLET: Screen = Screen { width: 820, height: 1180, dark: true };
const PHONE: Screen = Screen { width: 390, height: 844, dark: false };

/// A page with a leader, something to show in every panel, and time that stands still.
fn furnished(screen: Screen, language: &str) -> Result<Option<Browser>> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(None) };
    browser.show_on(screen)?;
    browser.prefer_language(language)?;
    browser.open(&Site::shared()?.address)?;
    browser.wait_until(LEADER)?;
    for line in ["put color blue", "lease grant 60", "put door open --lease=$LEASE1", "watch color &", "lock gate"] {
        browser.type_line(PROMPT, line)?;
    }
    browser.wait_until("document.querySelector(`[data-test='doing']`)")?;
    browser.click("[data-test='play']")?;
    Ok(Some(browser))
}

/// Opens a panel by its tab, wherever that is on this screen; beside the picture there is none.
fn open(browser: &Browser, panel: &str) -> Result<bool> {
    let shown = browser.evaluate(&format!(
        "(() => {{
            const tab = [...document.querySelectorAll(`[data-tab='{panel}']`)].find((tab) => tab.offsetParent);
            if (tab && tab.getAttribute('aria-pressed') === 'false' || tab?.closest('[data-open=\"false\"]')) tab.click();
            return Boolean(tab);
        }})()"
    ))?;
    browser.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(true))))")?;
    Ok(shown == json!(true))
}

/// What sticks out of the panel that is open, or of the page; empty where all is well.
const STICKS_OUT: &str = "(() => {
    const open = [...document.querySelectorAll('.panel')].filter((panel) => panel.offsetParent || getComputedStyle(panel).position === 'fixed' && panel.clientHeight);
    const said = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
    for (const panel of open) {
        const body = panel.querySelector('.panel-body'), edge = body.getBoundingClientRect();
        for (const one of body.querySelectorAll('*')) {
            const box = one.getBoundingClientRect();
            if (box.width && !one.closest('.unseen, pre, svg') && (box.right > edge.right + 1 || box.left < edge.left - 1))
                said.push(`${panel.className}: ${one.outerHTML.slice(0, 90)}`);
        }
    }
    return said;
})()";

fn every_panel_fits(screen: Screen, language: &str) -> Result<()> {
    let Some(browser) = furnished(screen, language)? else { return Ok(()) };
    for panel in PANELS {
        open(&browser, panel)?;
        assert_eq!(browser.evaluate(STICKS_OUT)?, json!([]), "{panel} on {screen:?} in {language}");
    }
    assert_eq!(browser.errors()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn every_panel_fits_a_wide_screen() -> Result<()> {
    every_panel_fits(WIDE, "en")
}

#[test]
fn every_panel_fits_a_tablet() -> Result<()> {
    every_panel_fits(TABLET, "zh-CN")
}

#[test]
fn every_panel_fits_a_phone_and_what_can_be_touched_is_large_enough() -> Result<()> {
    every_panel_fits(PHONE, "zh-CN")?;
    let Some(browser) = furnished(PHONE, "en")? else { return Ok(()) };
    for panel in PANELS {
        assert!(open(&browser, panel)?, "{panel} has a tab");
        // A name in a text is as high as the text (WCAG 2.5.8 excepts it); what lies on the canvas is touched around it.
        let small = browser.evaluate(
            "[...document.querySelectorAll('button, select, input')].filter((one) => {
                const box = one.getBoundingClientRect();
                return box.width && !one.closest('.stage, .log-matrix') && (box.width < 43.5 || box.height < 43.5)
                    && !(one.matches('.switch, [type=\"file\"]'));
            }).map((one) => `${one.outerHTML.slice(0, 90)} ${one.offsetWidth} x ${one.offsetHeight}`)",
        )?;
        assert_eq!(small, json!([]), "{panel}");
    }
    Ok(())
}

/// A tab that has to be looked for is none.
#[test]
fn every_tab_can_be_seen_where_there_is_room() -> Result<()> {
    for screen in [WIDE, LAPTOP, TABLET] {
        let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
        browser.show_on(screen)?;
        browser.open(&Site::shared()?.address)?;
        browser.wait_until(LEADER)?;
        let hidden = browser.evaluate(
            "[...document.querySelectorAll('[data-tab]')].filter((tab) => {
                const box = tab.getBoundingClientRect(), strip = tab.parentElement.getBoundingClientRect();
                return tab.offsetParent && (box.right > strip.right || box.bottom > strip.bottom + 1);
            }).map((tab) => tab.dataset.tab)",
        )?;
        assert_eq!(hidden, json!([]), "{screen:?}");
    }
    Ok(())
}

/// The tab of a panel that something else opened scrolls into sight on a phone.
#[test]
fn the_open_tab_is_in_sight_on_a_phone() -> Result<()> {
    let Some(browser) = furnished(PHONE, "en")? else { return Ok(()) };
    browser.click("[data-test='checks']")?;
    browser.wait_until(
        "(() => {
            const box = document.querySelector(`.sheet-tabs [data-tab='checks']`).getBoundingClientRect();
            return box.left >= 0 && box.right <= innerWidth;
        })()",
    )
}

#[test]
fn a_name_in_the_output_flows_with_its_line_and_shows_what_it_names() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.show_on(WIDE)?;
    browser.open(&Site::shared()?.address)?;
    browser.wait_until(LEADER)?;
    for line in ["put color blue", "get color -w json", "member list -w table"] {
        browser.type_line(PROMPT, line)?;
    }
    browser.wait_until("document.querySelector('.lines .table .named')")?;
    // A box of its own would begin a new line and leave the rest of the line behind it.
    let flows = browser.evaluate(
        "[...document.querySelectorAll('.lines .named')].every((name) => getComputedStyle(name).display === 'inline')",
    )?;
    assert_eq!(flows, json!(true));
    let broken = browser.evaluate(
        "[...document.querySelectorAll('.lines .table')].filter((row) => row.getClientRects()[0].height > 26).length",
    )?;
    assert_eq!(broken, json!(0), "the rows of a table stay whole");
    browser
        .evaluate("[...document.querySelectorAll('.lines .named')].find((name) => name.textContent === '2').click()")?;
    browser.wait_until("document.querySelector('.panel.keys li.picked [data-test], .panel.keys li.picked')")?;
    assert_eq!(browser.evaluate("location.hash")?, json!(""), "the link leads nowhere else");
    assert_eq!(browser.errors()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_terminal_can_be_opened_and_typed_in() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.show_on(WIDE)?;
    browser.open(&Site::shared()?.address)?;
    browser.wait_until(LEADER)?;
    browser.click("[data-test='open-terminal']")?;
    browser.wait_until("document.querySelector(`[data-test='client-c3']`)")?;
    browser.type_line(PROMPT, "put color blue")?;
    browser.wait_until("document.querySelector(`[data-test='terminal']`).innerText.includes('OK')")?;
    assert_eq!(browser.errors()?, Vec::<String>::new());
    Ok(())
}
