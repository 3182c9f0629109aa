//! What is written once of a resource: `#[endpoint]` makes a handler a route and, from the same signature, an operation of the
//! OpenAPI document; `#[derive(ViewOf)]` makes its public form of a row.

mod attribute;
mod view_of;

use attribute::Attribute;
use proc_macro::TokenStream;
use quote::quote;
use syn::{
    Attribute as Line, DeriveInput, Expr, FnArg, ItemFn, Lit, Meta, ReturnType, Type, parse_macro_input,
    parse_quote,
};

/// Makes a route of a handler and describes it in the document, so that both are written once.
///
/// ```text
/// /// One producer.
/// #[endpoint(get "/producers/{id}", tag = "producers")]
/// async fn show(caller: Caller<ProducersRead>, PathOf(id): PathOf<Uuid>) -> ApiResult<Resource<ProducerView>> { … }
/// ```
///
/// * Method and path are those of the route.
/// * `tag` is the operation's tag. The `operationId` is the tag (or `of`, where one tag has several resources) and the
///   function's name: `producers_show`.
/// * `problems(Conflict, …)` names codes of the catalogue beside those that parameters and answer bring.
/// * A handler that takes no query (no `QueryOf`, no `Poll`) refuses every parameter by name; `any_query` lets them pass.
/// * The first line of the doc comment is the summary, the rest the description.
/// * Every parameter and the return type describe themselves: their types implement `api_http::contract::Describe`.
#[proc_macro_attribute]
pub fn endpoint(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let attribute = parse_macro_input!(attribute as Attribute);
    let mut handler = parse_macro_input!(item as ItemFn);
    if !attribute.any_query && !handler.sig.inputs.iter().any(reads_query) {
        handler.sig.inputs.push(parse_quote!(
            _: api_http::extract::QueryOf<api_http::extract::NoQuery>
        ));
    }
    let name = &handler.sig.ident;
    let Attribute {
        method,
        path,
        tag,
        of,
        problems,
        ..
    } = &attribute;
    let of = of.as_ref().unwrap_or(tag);
    let lines = handler.attrs.iter().filter_map(doc);
    let parameters = handler.sig.inputs.iter().filter_map(parameter);
    let answers: Vec<&Type> = match &handler.sig.output {
        ReturnType::Default => Vec::new(),
        ReturnType::Type(_, answer) => vec![answer],
    };
    quote! {
        #[::actix_web::#method(#path)]
        #handler

        impl #name {
            fn operation() -> api_http::contract::Operation {
                let mut operation = api_http::contract::Operation::new(
                    stringify!(#method), #path, #tag, &[#of, stringify!(#name)], &[#(#lines),*],
                );
                #(<#parameters as api_http::contract::Describe>::describe(&mut operation);)*
                #(<#answers as api_http::contract::Describe>::describe(&mut operation);)*
                #(operation.problem(api_http::problem::Code::#problems);)*
                operation
            }
        }

        impl ::utoipa_actix_web::OpenApiFactory for #name {
            fn paths(&self) -> ::utoipa::openapi::path::Paths {
                match api_http::contract::is_for_document() {
                    true => Self::operation().paths(),
                    false => ::core::default::Default::default(),
                }
            }

            fn schemas(&self, schemas: &mut ::std::vec::Vec<api_http::contract::NamedSchema>) {
                if api_http::contract::is_for_document() {
                    schemas.extend(Self::operation().schemas());
                }
            }
        }
    }
    .into()
}

/// Makes a view of a row: each field is the row's of the same name, or the one named, which may lie inside another (`event.kind`).
///
/// ```text
/// #[derive(Serialize, ToSchema, ViewOf)]
/// #[view_of(Round)]
/// struct RoundView {
///     id: Uuid,
///     #[view_of(province_code)]
///     province: Option<String>,
/// }
/// ```
#[proc_macro_derive(ViewOf, attributes(view_of))]
pub fn view_of(item: TokenStream) -> TokenStream {
    let view = parse_macro_input!(item as DeriveInput);
    view_of::view_of(&view).unwrap_or_else(|error| error.into_compile_error().into())
}

/// The text of a line of the doc comment.
fn doc(line: &Line) -> Option<&Lit> {
    match &line.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(text) => Some(&text.lit),
            _ => None,
        },
        _ => None,
    }
}

/// The parameter types that read the query.
const READERS: [&str; 3] = ["QueryOf", "PageOf", "Poll"];

/// Whether a parameter reads the query and refuses what it does not know.
fn reads_query(argument: &FnArg) -> bool {
    match parameter(argument) {
        Some(Type::Path(path)) => path
            .path
            .segments
            .last()
            .is_some_and(|last| READERS.iter().any(|reader| last.ident == reader)),
        _ => false,
    }
}

/// The type of a parameter.
fn parameter(argument: &FnArg) -> Option<&Type> {
    match argument {
        FnArg::Typed(typed) => Some(&typed.ty),
        FnArg::Receiver(_) => None,
    }
}
