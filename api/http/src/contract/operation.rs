//! One operation of the document, put together by the types of its handler.

use super::headers::{accept_language, header, of_problems};
use crate::problem::{Code, ProblemDocument};
use serde_json::json;
use shared::domain::access::Permission;
use shared::domain::language::Language;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{self, HttpMethod, Parameter, ParameterBuilder, ParameterIn, PathItem, Paths};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{
    Content, ContentBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Required, Response, ResponseBuilder,
    Schema, SchemaFormat, Type,
};

/// Media type of JSON bodies.
pub(crate) const JSON: &str = "application/json";
/// Media type of problems (RFC 9457).
const PROBLEM_JSON: &str = "application/problem+json";
/// The member of a response that lists the codes of its problems.
const CODES: &str = "x-codes";

/// The member of a schema of text that is the schema of each line.
const LINES: &str = "x-lines";

/// A schema of the document's components.
pub type NamedSchema = (String, RefOr<Schema>);

/// A parameter or an answer of handlers, which knows what it means in the document.
pub trait Describe {
    /// Adds it to `operation`.
    fn describe(operation: &mut Operation);
}

/// One operation of the document while it is put together.
pub struct Operation {
    method: HttpMethod,
    path: &'static str,
    operation: path::Operation,
    answers: BTreeMap<u16, Response>,
    problems: BTreeMap<u16, Vec<Code>>,
    schemas: Vec<NamedSchema>,
}

impl Operation {
    /// An operation that anybody may call; `names` make its id and `lines` are its doc comment.
    pub fn new(method: &str, path: &'static str, tag: &str, names: &[&str], lines: &[&str]) -> Self {
        let (summary, description) = words(lines);
        let id = names.join("_").replace('-', "_");
        let operation = path::OperationBuilder::new()
            .tag(tag)
            .operation_id(Some(id))
            .summary(Some(summary))
            .description(Some(description))
            .securities(Some([]))
            .build();
        let mut operation = Self {
            method: http_method(method),
            path,
            operation,
            answers: BTreeMap::new(),
            problems: BTreeMap::new(),
            schemas: Vec::new(),
        };
        operation.parameter(accept_language());
        let anywhere = [
            Code::RequestTimeout,
            Code::Internal,
            Code::Overloaded,
            Code::TooSlow,
            Code::Unavailable,
        ];
        anywhere.into_iter().for_each(|code| operation.problem(code));
        operation
    }

    /// A token with `permission` is needed, or with none in particular.
    pub fn secured(&mut self, permission: Option<Permission>) {
        let scopes = permission.map(Permission::as_str);
        self.operation.security = Some(vec![SecurityRequirement::new("oauth2", scopes)]);
        self.problem(Code::Unauthenticated);
        if permission.is_some() {
            self.problem(Code::InsufficientScope);
        }
    }

    /// Names of the variable parts of the path, in order.
    pub fn path_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let parts = self.path.split('{').skip(1);
        parts.filter_map(|part| part.split(['}', ':']).next())
    }

    /// What the variable part `name` of the path says: whose id or code it is, by the word before it.
    pub fn path_words(&self, name: &str) -> String {
        let before = self.path.split(&format!("/{{{name}")).next().unwrap_or_default();
        let of = before
            .rsplit('/')
            .find(|part| !part.starts_with('{'))
            .unwrap_or_default();
        format!("The `{name}` of the one meant among `{of}`")
    }

    /// Takes `parameter`.
    pub fn parameter(&mut self, parameter: impl Into<Parameter>) {
        let all = self.operation.parameters.get_or_insert_default();
        all.push(RefOr::T(parameter.into()));
    }

    /// Takes the request header `name`, a text as `schema` says.
    pub fn request_header(
        &mut self,
        name: &str,
        required: bool,
        description: &str,
        schema: impl Into<RefOr<Schema>>,
    ) {
        let required = if required { Required::True } else { Required::False };
        let header = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(required)
            .description(Some(description))
            .schema(Some(schema));
        self.parameter(header);
    }

    /// Takes a JSON body of type `T`, with the problems of every JSON body.
    pub fn json_body<T: ToSchema>(&mut self) {
        let schema = self.schema::<T>();
        let body = RequestBodyBuilder::new().content(JSON, content(schema));
        self.body(body.required(Some(Required::True)).build());
        [Code::MalformedJson, Code::InvalidFields]
            .into_iter()
            .for_each(|code| self.problem(code));
    }

    /// Takes `body`, with the problems of every body.
    pub fn body(&mut self, body: RequestBody) {
        self.operation.request_body = Some(RefOr::T(body));
        let codes = [Code::BadRequest, Code::BodyTooLarge, Code::UnsupportedMediaType];
        codes.into_iter().for_each(|code| self.problem(code));
    }

    /// Answers `status`.
    pub fn answer(
        &mut self,
        status: u16,
        description: &str,
        headers: &[&str],
        contents: &[(&str, RefOr<Schema>)],
    ) {
        let mut response = ResponseBuilder::new().description(description);
        for name in headers {
            response = response.header(*name, header(name));
        }
        for (media_type, schema) in contents {
            response = response.content(*media_type, content(schema.clone()));
        }
        self.answers.insert(status, response.build());
    }

    /// Answers `status` with a JSON body of type `T`.
    pub fn json_answer<T: ToSchema>(&mut self, status: u16, description: &str, headers: &[&str]) {
        let schema = self.schema::<T>();
        self.answer(status, description, headers, &[(JSON, schema)]);
    }

    /// May fail with `code`.
    pub fn problem(&mut self, code: Code) {
        let codes = self.problems.entry(code.status().as_u16()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }

    /// A reference to the schema of `T`, which becomes one of the components.
    pub fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        self.named::<T>(T::name().into_owned(), T::schema())
    }

    /// Text in which each line is a `T` as JSON. JSON Schema has no word for lines, so an extension says what they look like.
    pub fn lines<T: ToSchema>(&mut self) -> RefOr<Schema> {
        T::schemas(&mut self.schemas);
        let line = json!(T::schema());
        let extensions = ExtensionsBuilder::new().add(LINES, line).build();
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .extensions(Some(extensions))
            .into()
    }

    /// A reference to `schema`, which is called `name`; schemas that it needs are those of `T`.
    pub fn named<T: ToSchema>(&mut self, name: String, schema: RefOr<Schema>) -> RefOr<Schema> {
        let reference = Ref::from_schema_name(&name).into();
        T::schemas(&mut self.schemas);
        self.schemas.push((name, schema));
        reference
    }

    /// The document's part.
    pub fn paths(mut self) -> Paths {
        let problems: Vec<_> = std::mem::take(&mut self.problems).into_iter().collect();
        for (status, codes) in problems {
            let response = problem_response(status, &codes);
            self.answers
                .entry(status)
                .and_modify(|page| add_problem(page, &response))
                .or_insert(response);
        }
        let answers = self.answers.into_iter();
        self.operation.responses.responses = answers
            .map(|(status, response)| (status.to_string(), RefOr::T(response)))
            .collect();
        Paths::builder()
            .path(self.path, PathItem::new(self.method, self.operation))
            .build()
    }

    /// The schemas that the part refers to.
    pub fn schemas(mut self) -> Vec<NamedSchema> {
        self.schema::<ProblemDocument>();
        self.schemas
    }
}

/// A status that a page for people answers too gets the problem as another media type.
fn add_problem(page: &mut Response, problem: &Response) {
    page.content.extend(problem.content.clone());
    page.extensions.clone_from(&problem.extensions);
}

/// The answer of problems with one of `codes`.
fn problem_response(status: u16, codes: &[Code]) -> Response {
    let lines = codes
        .iter()
        .map(|code| format!("`{}`: {}.", code.as_str(), code.title(Language::En)));
    let words: Vec<_> = codes.iter().map(|code| code.as_str()).collect();
    let extensions = ExtensionsBuilder::new().add(CODES, json!(words)).build();
    let problem = Ref::from_schema_name(ProblemDocument::name());
    let mut response = ResponseBuilder::new()
        .description(lines.collect::<Vec<_>>().join(" "))
        .content(PROBLEM_JSON, content(problem))
        .extensions(Some(extensions));
    for name in of_problems(status) {
        response = response.header(*name, header(name));
    }
    response.build()
}

/// Content of `schema`.
pub fn content(schema: impl Into<RefOr<Schema>>) -> Content {
    ContentBuilder::new().schema(Some(schema)).build()
}

/// Summary and description of a doc comment: its first paragraph, and what follows; a comment of one paragraph is both.
fn words(lines: &[&str]) -> (String, String) {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let first = lines.split(|line| line.is_empty()).next().unwrap_or_default();
    let rest = lines.get(first.len()..).unwrap_or_default();
    let summary = first.join(" ");
    let description = rest.join("\n").trim().to_owned();
    if description.is_empty() {
        (summary.clone(), summary)
    } else {
        (summary, description)
    }
}

/// The method that actix-web's macro `name` routes.
fn http_method(name: &str) -> HttpMethod {
    match name {
        "post" => HttpMethod::Post,
        "put" => HttpMethod::Put,
        "patch" => HttpMethod::Patch,
        "delete" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}
