//! Lists in pages: an opaque cursor, a bounded size, `next` in the body and in `Link`.

use super::etag::ETag;
use crate::answer::{Reply, kind};
use crate::contract::NamedSchema;
use crate::problem::{ApiResult, Problem};
use actix_web::http::header::{ETAG, LINK};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use shared::domain::violation::Violation;
use std::borrow::Cow;
use std::ops::Deref;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// Entries of a page where the client names no number.
const DEFAULT_SIZE: u16 = 50;
/// The most entries of a page.
pub(super) const LARGEST_SIZE: u16 = 500;

/// What a list is ordered by; a cursor names the last one of a page.
pub trait PageKey: Sized {
    /// The key as bytes of the cursor.
    fn to_bytes(&self) -> Vec<u8>;
    /// The key of a cursor; none where the bytes are none.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl PageKey for Uuid {
    fn to_bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::from_slice(bytes).ok()
    }
}

impl PageKey for i64 {
    fn to_bytes(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl PageKey for String {
    fn to_bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::from_utf8(bytes.to_vec()).ok()
    }
}

/// The key of a list that can be ordered in several ways: which one, the value that the entry has in it, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The order's word, up to 255 bytes.
    pub order: String,
    /// What the entry is ordered by.
    pub value: String,
    /// Its id.
    pub id: Uuid,
}

impl SortKey {
    /// The value and the id, where the key is one of `order`.
    ///
    /// # Errors
    /// 400 where it is of another order: a cursor belongs to the order of its list.
    pub fn position(self, order: &str) -> ApiResult<(String, Uuid)> {
        if self.order == order {
            Ok((self.value, self.id))
        } else {
            Err(invalid("/cursor", "cursor: `next`"))
        }
    }
}

impl PageKey for SortKey {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.id.as_bytes().to_vec();
        bytes.extend(self.order.as_bytes());
        bytes.push(0);
        bytes.extend(self.value.as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (id, rest) = bytes.split_at_checked(16)?;
        let (order, value) = std::str::from_utf8(rest).ok()?.split_once('\0')?;
        Some(Self {
            order: order.to_owned(),
            value: value.to_owned(),
            id: Uuid::from_slice(id).ok()?,
        })
    }
}

/// A page to read: everything after a key, mostly an id (UUIDv7: in the order of creation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Page<K = Uuid> {
    /// The last key of the page before; none on the first.
    pub after: Option<K>,
    /// Entries of the page.
    size: u16,
}

impl<K: PageKey> Page<K> {
    /// The page that `cursor` and `page_size` of a query name.
    ///
    /// # Errors
    /// 400 for a cursor that is none of ours or a size out of bounds.
    pub fn new(cursor: Option<&str>, page_size: Option<u16>) -> Result<Self, Problem> {
        let after = cursor.map(decode).transpose()?;
        let size = page_size.unwrap_or(DEFAULT_SIZE);
        if !(1..=LARGEST_SIZE).contains(&size) {
            return Err(invalid("/page_size", &format!("page_size: 1–{LARGEST_SIZE}")));
        }
        Ok(Self { after, size })
    }

    /// Rows to ask the database for: one more than the page shows, to know whether another follows.
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// Those of `rows` that the page shows, and the cursor of the next one.
    fn cut<Row>(&self, mut rows: Vec<Row>, key: impl Fn(&Row) -> K) -> (Vec<Row>, Option<String>) {
        let size = usize::from(self.size);
        let more = rows.len() > size;
        rows.truncate(size);
        let last = rows.last().filter(|_| more);
        let next = last.map(|last| URL_SAFE_NO_PAD.encode(key(last).to_bytes()));
        (rows, next)
    }
}

/// The page that a request asks for, which knows how the request is answered.
#[derive(Debug)]
pub struct ListPage<K = Uuid> {
    page: Page<K>,
    request: HttpRequest,
}

impl<K: PageKey> ListPage<K> {
    /// `page`, which `request` asks for.
    pub fn of(page: Page<K>, request: &HttpRequest) -> Self {
        let request = request.clone();
        Self { page, request }
    }

    /// 200 with the page that `rows` make, read with [`Page::limit`]; `key` gives a row's key and `item` its public form.
    pub fn answer<Row, T: Serialize>(
        &self,
        rows: Vec<Row>,
        key: impl Fn(&Row) -> K,
        item: impl FnMut(Row) -> T,
    ) -> List<T> {
        Reply::of(ListAnswer::of(&self.page, rows, key, item).ok(&self.request))
    }

    /// The same where a row may have no public form.
    ///
    /// # Errors
    /// What `item` fails with.
    pub fn try_answer<Row, T: Serialize>(
        &self,
        rows: Vec<Row>,
        key: impl Fn(&Row) -> K,
        item: impl FnMut(Row) -> ApiResult<T>,
    ) -> ApiResult<List<T>> {
        let (rows, next) = self.page.cut(rows, key);
        let items = rows.into_iter().map(item).collect::<ApiResult<_>>()?;
        Ok(Reply::of(ListAnswer { items, next }.ok(&self.request)))
    }

    /// 200 with the tag of what the whole list is made of.
    pub fn answer_tagged<Row, T: Serialize>(
        &self,
        tag: &ETag,
        rows: Vec<Row>,
        key: impl Fn(&Row) -> K,
        item: impl FnMut(Row) -> T,
    ) -> TaggedList<T> {
        let answer = ListAnswer::of(&self.page, rows, key, item).ok(&self.request);
        Reply::of(answer).header(ETAG, tag.header())
    }
}

impl<K> Deref for ListPage<K> {
    type Target = Page<K>;

    fn deref(&self) -> &Page<K> {
        &self.page
    }
}

/// The answer of every list.
#[derive(Debug, Serialize)]
pub struct ListAnswer<T> {
    /// The entries of this page.
    pub items: Vec<T>,
    /// Cursor of the next page; null on the last.
    pub next: Option<String>,
}

impl<T: Serialize> ListAnswer<T> {
    /// A list that is always answered whole, because it is short by its nature.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// The page that `rows` make, read with [`Page::limit`]; `key` gives a row's key and `item` its public form.
    pub fn of<Row, K: PageKey>(
        page: &Page<K>,
        rows: Vec<Row>,
        key: impl Fn(&Row) -> K,
        item: impl FnMut(Row) -> T,
    ) -> Self {
        let (rows, next) = page.cut(rows, key);
        let items = rows.into_iter().map(item).collect();
        Self { items, next }
    }

    /// 200 with a list that is answered whole.
    pub fn respond(self, request: &HttpRequest) -> List<T> {
        Reply::of(self.ok(request))
    }

    fn ok(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok().json(self);
        self.link(request, &mut response);
        response
    }

    /// Adds `Link: <…>; rel="next"` to the answer with the page where another follows.
    pub fn link(&self, request: &HttpRequest, response: &mut HttpResponse) {
        if let Some(next) = &self.next {
            link_next(next, request, response);
        }
    }
}

/// 200 with a page of `T`, and `Link` where another follows.
pub type List<T> = Reply<kind::List, ListAnswer<T>>;
/// The same with an `ETag`, or 304.
pub type TaggedList<T> = Reply<kind::TaggedList, ListAnswer<T>>;

/// Named after its entries, so that each kind of page has a name of its own in the document.
impl<T: ToSchema> ToSchema for ListAnswer<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<NamedSchema>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: ToSchema> PartialSchema for ListAnswer<T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new()
            .items(Ref::from_schema_name(T::name()))
            .description(Some("The entries, in order."));
        let next = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some("What `cursor` of the next page is; null on the last."));
        ObjectBuilder::new()
            .property("items", items)
            .property("next", next)
            .required("items")
            .required("next")
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .description(Some("A page of a list."))
            .into()
    }
}

/// Adds `Link: <…>; rel="next"` to the answer to `request`, of the page that the cursor `next` leads to.
pub fn link_next(next: &str, request: &HttpRequest, response: &mut HttpResponse) {
    let others =
        form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "cursor");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(others)
        .append_pair("cursor", next)
        .finish();
    let link = format!("<{}?{query}>; rel=\"next\"", request.path());
    if let Ok(link) = link.try_into() {
        response.headers_mut().insert(LINK, link);
    }
}

fn decode<K: PageKey>(cursor: &str) -> Result<K, Problem> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .filter(|bytes| !bytes.is_empty())
        .and_then(|bytes| K::from_bytes(&bytes))
        .ok_or_else(|| invalid("/cursor", "cursor: `next`"))
}

fn invalid(pointer: &str, rule: &str) -> Problem {
    Problem::query(Violation::new(
        pointer,
        "invalid_value",
        format!("Giá trị không hợp lệ ({rule})"),
        format!("Invalid value ({rule})"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn the_cursor_leads_to_the_next_page_and_the_last_page_has_none() {
        let ids: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
        let first: Page = Page::new(None, Some(2)).unwrap();
        assert_eq!(first.limit(), 3);
        let answer = ListAnswer::of(&first, ids, |id| *id, |id| id.to_string());
        assert_eq!(answer.items.len(), 2);
        let second: Page = Page::new(answer.next.as_deref(), Some(2)).unwrap();
        assert_eq!(second.after, Some(Uuid::from_u128(2)));
        let last = ListAnswer::of(&second, vec![Uuid::from_u128(3)], |id| *id, |id| id.to_string());
        assert_eq!(last.next, None);
    }

    #[test]
    fn a_cursor_belongs_to_the_order_of_its_list() {
        let key = SortKey {
            order: "name".to_owned(),
            value: "oi don nhan".to_owned(),
            id: Uuid::from_u128(7),
        };
        let back = SortKey::from_bytes(&key.to_bytes()).unwrap();
        assert_eq!(back, key);
        assert_eq!(back.clone().position("name").unwrap(), (key.value, key.id));
        assert_eq!(back.position("code").unwrap_err().code(), Code::InvalidQuery);
        assert_eq!(SortKey::from_bytes(Uuid::nil().as_bytes()), None);
    }

    #[test]
    fn sizes_and_cursors_out_of_bounds_are_refused() {
        for (cursor, size) in [
            (None, Some(0)),
            (None, Some(501)),
            (Some("x"), None),
            (Some("AAAA"), None),
        ] {
            assert_eq!(<Page>::new(cursor, size).unwrap_err().code(), Code::InvalidQuery);
        }
    }
}
