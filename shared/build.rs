//! Embeds the migrations anew when one is added: the compiler does not watch a folder by itself.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
