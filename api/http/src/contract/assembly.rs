//! Whether routes are being set up for the document.

use std::cell::Cell;

thread_local!(static FOR_DOCUMENT: Cell<bool> = const { Cell::new(false) });

/// Sets up routes so that each handler adds its operation to the document. Every thread of a server sets up the same routes to
/// serve them; there nobody would read it.
pub fn for_document<T>(set_up: impl FnOnce() -> T) -> T {
    let before = FOR_DOCUMENT.replace(true);
    let set = set_up();
    FOR_DOCUMENT.set(before);
    set
}

/// Whether this is done for the document.
pub fn is_for_document() -> bool {
    FOR_DOCUMENT.get()
}
