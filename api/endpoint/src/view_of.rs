//! What stands in `#[view_of(…)]`, and the view made of a row.

use proc_macro::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DataStruct, DeriveInput, Fields, Ident, Token, Type};

/// A field of the row, or one inside it: `event.kind`.
type Column = Punctuated<Ident, Token![.]>;

/// `From<Row> for View`.
pub(crate) fn view_of(view: &DeriveInput) -> syn::Result<TokenStream> {
    let name = &view.ident;
    let misplaced = || {
        syn::Error::new(
            name.span(),
            "expected `#[view_of(Row)]` on a struct with named fields",
        )
    };
    let row: Type = argument(&view.attrs, |row| row.parse())?.ok_or_else(misplaced)?;
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
        let column = argument(&field.attrs, Column::parse_separated_nonempty)?;
        members.push(match column {
            Some(column) => quote!(#member: row.#column),
            None => quote!(#member: row.#member),
        });
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
fn argument<T>(
    attributes: &[Attribute],
    parse: fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Option<T>> {
    let mut attributes = attributes.iter();
    let ours = attributes.find(|attribute| attribute.path().is_ident("view_of"));
    ours.map(|attribute| attribute.parse_args_with(parse)).transpose()
}
