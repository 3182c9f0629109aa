//! A clock of one process that the test sets, hours or days off, while the process runs. Linux only.

use crate::Child;
use tempfile::TempDir;

/// Stands before the C library's `clock_gettime`.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/skewed_clock.c");

/// The clock; processes started with [`SkewedClock::variables`] go by it.
#[derive(Debug)]
pub struct SkewedClock {
    folder: TempDir,
}

impl SkewedClock {
    /// A clock that is right at first.
    pub async fn new() -> Self {
        let clock = Self {
            folder: tempfile::Builder::new()
                .prefix("ocop-clock-")
                .tempdir()
                .expect("a folder"),
        };
        clock.set_off_by(0);
        // Cargo links with the same program, so it is there.
        let arguments = ["-shared", "-fPIC", "-O1", "-o", &clock.file("clock.so"), SOURCE];
        let mut compiler = Child::start("cc", &arguments, &[]);
        assert!(compiler.ended().await.success(), "{}", compiler.output());
        clock
    }

    /// What a process gets that goes by this clock.
    #[must_use]
    pub fn variables(&self) -> [(&'static str, String); 2] {
        [
            ("LD_PRELOAD", self.file("clock.so")),
            ("OCOP_TEST_CLOCK", self.file("offset")),
        ]
    }

    /// Moves the clock to so many seconds after the right time, before it if negative.
    pub fn set_off_by(&self, seconds: i64) {
        // A rename, so that nobody reads half a number.
        let (new, file) = (self.file("new"), self.file("offset"));
        std::fs::write(&new, seconds.to_string()).expect("a file");
        std::fs::rename(new, file).expect("a file");
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }
}
