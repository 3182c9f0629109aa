//! What stands in `#[view_of(…)]`, and the view made of a row.

use proc_macro::TokenStream;
use quote::quote;
use syn::parse::Parse;
use syn::{Attribute, Data, DataStruct, DeriveInput, Fields, Ident, Type};

/// `From<Row> for View`.
pub(crate) fn view_of(view: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &view.ident;
    let misplaced = || {
        syn::Error::new(
            name.span(),
            "expected `#[view_of(Row)]` on a struct with named fields",
        )
    };
    let row: Type = argument(&view.attrs)?.ok_or_else(misplaced)?;
    let Data::Struct(DataStruct {
        fields: Fields::Named(fields),
        ..
    }) = &view.data
    else {
        return Err(misplaced());
    };
    let mut members = Vec::with_capacity(fields.named.len());
    for field in &fields.named {
        let member = &field.ident;
        let column: Option<Ident> = argument(&field.attrs)?;
        let column = column.as_ref().or(member.as_ref());
        members.push(quote!(#member: row.#column));
    }
    Ok(quote! {
        impl ::core::convert::From<#row> for #name {
            fn from(row: #row) -> Self {
                Self { #(#members),* }
            }
        }
    }
    .into())
}

/// What the attribute says, where it is there.
fn argument<T: Parse>(attributes: &[Attribute]) -> syn::Result<Option<T>> {
    let mut attributes = attributes.iter();
    let ours = attributes.find(|attribute| attribute.path().is_ident("view_of"));
    ours.map(Attribute::parse_args).transpose()
}
