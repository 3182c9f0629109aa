//! Argon2id for passwords of people and secrets of clients. It costs tens of milliseconds of a whole core on purpose:
//! call it where blocking is allowed.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};

/// Memory of one hash in KiB, passes and lanes: the second recommendation of OWASP for Argon2id (19 MiB, 2, 1).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("password hashing failed: {0}")]
pub struct PasswordError(String);

/// The hash of `password` in the PHC string format, with a fresh salt.
///
/// # Errors
/// [`PasswordError`] where the parameters or the password are refused by the algorithm.
pub fn hash(password: &SecretString) -> Result<String, PasswordError> {
    let failed = |error: &dyn std::fmt::Display| PasswordError(error.to_string());
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| failed(&error))?;
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(|error| failed(&error))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.expose_secret().as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| failed(&error))
}

/// True where `password` is the one that `hash` was made of; the hash names its own parameters.
#[must_use]
pub fn verify(password: &SecretString, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.expose_secret().as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_passes_and_salts_differ() {
        let password = SecretString::from("ổi Đôn Nhân");
        let stored = hash(&password).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify(&password, &stored));
        assert!(!verify(&SecretString::from("ổi đôn nhân"), &stored));
        assert!(!verify(&password, "not a hash"));
        assert_ne!(hash(&password).unwrap(), stored);
    }
}
