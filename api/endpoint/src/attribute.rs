//! What stands in the brackets of `#[endpoint(…)]`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token, parenthesized};

/// `get "/producers/{id}", tag = "producers", of = "…", problems(Conflict, …)`
pub(crate) struct Attribute {
    /// The method as actix-web's macro names it.
    pub(crate) method: Ident,
    /// The path below the scope.
    pub(crate) path: LitStr,
    /// The tag of the document.
    pub(crate) tag: LitStr,
    /// The resource, where it is not the tag.
    pub(crate) of: Option<LitStr>,
    /// Whether unknown query parameters pass.
    pub(crate) any_query: bool,
    /// Variants of `Code`.
    pub(crate) problems: Vec<Ident>,
}

impl Parse for Attribute {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (method, path) = (input.parse()?, input.parse()?);
        let (mut tag, mut of, mut any_query, mut problems) = (None, None, false, Vec::new());
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let name: Ident = input.parse()?;
            if name == "problems" {
                let inside;
                parenthesized!(inside in input);
                problems = Punctuated::<Ident, Token![,]>::parse_terminated(&inside)?
                    .into_iter()
                    .collect();
                continue;
            }
            if name == "any_query" {
                any_query = true;
                continue;
            }
            input.parse::<Token![=]>()?;
            match name.to_string().as_str() {
                "tag" => tag = Some(input.parse()?),
                "of" => of = Some(input.parse()?),
                _ => {
                    return Err(syn::Error::new(
                        name.span(),
                        "expected `tag`, `of`, `any_query` or `problems`",
                    ));
                }
            }
        }
        let tag = tag.ok_or_else(|| input.error("expected `tag = \"…\"`"))?;
        Ok(Self {
            method,
            path,
            tag,
            of,
            any_query,
            problems,
        })
    }
}
