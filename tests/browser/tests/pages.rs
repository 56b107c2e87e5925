//! The built page in a real browser: it starts wherever it is put, and says so when it cannot.

use std::fs;
use std::path::Path;

use agora_browser_tests::browser::Browser;
use agora_browser_tests::site::Site;
use anyhow::Result;
use xtask::page::{MODULE, SINGLE};

const STARTED: &str = "document.querySelector('main') && !document.getElementById('loading')";
const FAILED: &str = "document.getElementById('loading')?.getAttribute('role') === 'alert'";

fn starts_without_errors(address_of: impl FnOnce(&Site) -> String) -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    let address = address_of(Site::shared()?);
    browser.open(&address)?;
    browser.wait_until(STARTED)?;
    assert_eq!(browser.errors()?, Vec::<String>::new(), "{address}");
    Ok(())
}

#[test]
fn the_page_starts_under_a_sub_path_of_a_static_host() -> Result<()> {
    starts_without_errors(|site| site.address.clone())
}

#[test]
fn the_single_file_starts_from_disk() -> Result<()> {
    starts_without_errors(|site| site.on_disk(SINGLE))
}

#[test]
fn the_single_file_loads_nothing_else() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.open(&Site::shared()?.on_disk(SINGLE))?;
    browser.wait_until(STARTED)?;
    let loaded = browser.evaluate(
        "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('data:'))",
    )?;
    assert_eq!(loaded, serde_json::json!([]));
    Ok(())
}

#[test]
fn a_page_without_its_module_says_that_it_could_not_start() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    let broken = Site::serve(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken");
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&Site::shared()?.folder)?.flatten() {
            if entry.file_name() != MODULE && entry.file_type()?.is_file() {
                fs::copy(entry.path(), folder.join(entry.file_name()))?;
            }
        }
        Ok(folder)
    })?;
    browser.open(&broken.address)?;
    browser.wait_until(FAILED)?;
    let said = browser.text("#loading")?;
    assert!(said.starts_with("Agora could not start: "), "{said}");
    Ok(())
}

#[test]
fn the_files_opened_from_disk_point_to_the_single_file() -> Result<()> {
    let Some(browser) = Browser::start_if_installed()? else { return Ok(()) };
    browser.open(&Site::shared()?.on_disk("index.html"))?;
    browser.wait_until(FAILED)?;
    let said = browser.text("#loading")?;
    assert!(said.ends_with("Open agora.html instead: it is the whole page in one file."), "{said}");
    Ok(())
}
