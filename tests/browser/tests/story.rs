//! The first story a reader plays: a leader is elected, a key is written, the leader is killed with the mouse, and the key is still there.

use agora_browser_tests::browser::Browser;
use agora_browser_tests::site::Site;
use anyhow::{Context, Result};
use xtask::page::SINGLE;

const PROMPT: &str = "[data-test='prompt']";
const TERMINAL: &str = "[data-test='terminal']";
const LEADER: &str = "[data-test^='member-'][data-role='leader']";

fn is_there(selector: &str) -> String {
    format!("document.querySelector(`{selector}`)")
}

/// Whether the last words in the terminal are these, one to a line, however the lines are set apart.
fn terminal_ends_with(lines: &str) -> String {
    format!(
        "document.querySelector(`{TERMINAL}`).innerText.trim().split(/\\s*\\n\\s*/).join('\\n').endsWith(`{lines}`)"
    )
}

fn leader(browser: &Browser) -> Result<(String, u64)> {
    browser.wait_until(&is_there(LEADER))?;
    let found = browser.evaluate(&format!(
        "(({{ dataset }}) => [dataset.test, Number(dataset.term)])(document.querySelector(`{LEADER}`))"
    ))?;
    let name = found[0].as_str().context("a member has a name")?.to_owned();
    Ok((name, found[1].as_u64().context("a member has a term")?))
}

fn play(address_of: impl FnOnce(&Site) -> String) -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.open(&address_of(Site::shared()?))?;
    let (old, old_term) = leader(&browser)?;

    browser.type_line(PROMPT, "put color blue")?;
    browser.wait_until(&terminal_ends_with("OK"))?;

    browser.click(&format!("[data-test='{old}']"))?;
    browser.click("[data-test='kill']")?;
    browser.wait_until(&is_there(&format!("[data-test='{old}'][data-role='down']")))?;

    let (new, new_term) = leader(&browser)?;
    assert_ne!(new, old);
    assert!(new_term > old_term, "the old leader's term was {old_term}, the new one's is {new_term}");

    browser.type_line(PROMPT, "get color")?;
    browser.wait_until(&terminal_ends_with("color\nblue"))?;
    assert_eq!(browser.errors()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_write_outlives_its_leader_on_a_static_host() -> Result<()> {
    play(|site| site.address.clone())
}

#[test]
fn a_write_outlives_its_leader_in_the_single_file() -> Result<()> {
    play(|site| site.on_disk(SINGLE))
}

/// A click on the picture, a third of the way along a wire, cuts it. Between followers no message can be in the way.
#[test]
fn a_wire_is_cut_where_it_is_clicked() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.open(&Site::shared()?.address)?;
    let (leader, _) = leader(&browser)?;
    let (a, b) = if matches!(leader.as_str(), "member-n1" | "member-n2") { ("n3", "n4") } else { ("n1", "n2") };
    browser.evaluate(&format!(
        "(() => {{
            const middle = (name) => {{
                const box = document.querySelector(`[data-test='${{name}}']`).getBoundingClientRect();
                return [box.left + box.width / 2, box.top + box.height / 2];
            }};
            const [[ax, ay], [bx, by]] = [middle('member-{a}'), middle('member-{b}')];
            const clientX = ax + (bx - ax) * 0.35, clientY = ay + (by - ay) * 0.35;
            const canvas = document.querySelector('canvas');
            canvas.dispatchEvent(new MouseEvent('mousemove', {{ bubbles: true, clientX, clientY }}));
            canvas.dispatchEvent(new MouseEvent('click', {{ bubbles: true, clientX, clientY }}));
        }})()"
    ))?;
    browser.wait_until(&format!("document.querySelector(`[data-test='wire-{a}-{b}']`).dataset.state !== 'whole'"))?;
    assert_eq!(browser.errors()?, Vec::<String>::new());
    Ok(())
}

/// Letters and Enter may come faster than the page is drawn; the next command must not be glued to the last.
#[test]
fn the_prompt_is_empty_after_enter_however_fast_it_came() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.open(&Site::shared()?.address)?;
    leader(&browser)?;
    browser.evaluate(&format!(
        "(() => {{
            const prompt = document.querySelector(`{PROMPT}`);
            prompt.focus();
            document.execCommand('insertText', false, 'put color blue');
            prompt.form.requestSubmit();
        }})()"
    ))?;
    browser.wait_until(&terminal_ends_with("OK"))?;
    assert_eq!(browser.evaluate(&format!("document.querySelector(`{PROMPT}`).value"))?, "");
    Ok(())
}
