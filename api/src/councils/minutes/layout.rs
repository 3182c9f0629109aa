//! What the minutes say, from top to bottom (Decree 30/2020/NĐ-CP for the heading).

use super::scored::TurnResult;
use super::sections;
use chrono::{Datelike, NaiveDate};
use pdf::{Block, Paragraph, PdfDocument, PdfTable};
use shared::database::councils::{Council, CouncilMember};
use shared::database::rounds::Round;
use shared::domain::councils::{CouncilMode, CouncilRole, MinutesSeat};

/// The minutes of a council.
pub(super) struct Minutes {
    /// The council.
    pub(super) council: Council,
    /// Its round.
    pub(super) round: Round,
    /// Name of its province; none for the ministry's.
    pub(super) province: Option<String>,
    /// Its members today.
    pub(super) members: Vec<CouncilMember>,
    /// What was scored.
    pub(super) scored: Vec<TurnResult>,
    /// Day on which the last sheets were closed.
    pub(super) dated: NaiveDate,
}

impl Minutes {
    /// The document.
    pub(super) fn document(&self) -> PdfDocument {
        let mut blocks = self.heading();
        blocks.extend(self.participants());
        blocks.push(Paragraph::new("II. KẾT QUẢ CHẤM ĐIỂM, PHÂN HẠNG").bold().into());
        for (number, scored) in (1..).zip(&self.scored) {
            blocks.extend(sections::scored(number, scored));
        }
        blocks.extend(sections::conclusion(&self.scored));
        blocks.extend(self.signatures());
        PdfDocument {
            title: format!("Biên bản – {}", self.council.name),
            dated: self.dated,
            blocks,
        }
    }

    fn heading(&self) -> Vec<Block> {
        let authority = match &self.province {
            Some(province) => format!("UBND {}", province.to_uppercase()),
            None => "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG".to_owned(),
        };
        let day = self.dated;
        let cell = |text: String| Paragraph::new(text).centred().size(12);
        let head = PdfTable {
            columns: vec![5, 6],
            head: Vec::new(),
            rows: vec![
                vec![
                    cell(authority),
                    cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".to_owned()).bold(),
                ],
                vec![
                    cell(self.council.name.to_uppercase()).bold(),
                    cell("Độc lập - Tự do - Hạnh phúc".to_owned()).bold(),
                ],
                vec![
                    cell(String::new()),
                    cell(format!(
                        "Ngày {} tháng {} năm {}",
                        day.day(),
                        day.month(),
                        day.year()
                    ))
                    .italic(),
                ],
            ],
            ruled: false,
        };
        let subject = match self.council.mode {
            CouncilMode::Meeting => "Họp Hội đồng đánh giá, phân hạng sản phẩm OCOP",
            CouncilMode::Written => "Lấy ý kiến bằng văn bản của Hội đồng đánh giá, phân hạng sản phẩm OCOP",
        };
        let decided = self.council.decision_date;
        let basis = format!(
            "Căn cứ Quyết định số {} ngày {}/{}/{} về việc thành lập {}.",
            self.council.decision_number,
            decided.day(),
            decided.month(),
            decided.year(),
            self.council.name,
        );
        let round = format!("Đợt {} năm {}", self.round.number, self.round.year);
        vec![
            head.into(),
            Block::Space(8),
            Paragraph::new("BIÊN BẢN").bold().centred().size(14).into(),
            Paragraph::new(subject).bold().centred().into(),
            Paragraph::new(round).centred().into(),
            Block::Space(6),
            Paragraph::new(basis).into(),
        ]
    }

    /// Who sat: present where they handed in a sheet for a dossier of these minutes or do not score at all.
    fn participants(&self) -> Vec<Block> {
        let sat = |member: &CouncilMember| -> Vec<&MinutesSeat> {
            let seats = self.scored.iter().flat_map(|scored| &scored.sitting);
            seats.filter(|seat| seat.member == member.id).collect()
        };
        let presence = |member: &CouncilMember| {
            let seats = sat(member);
            if !member.voting {
                "Không chấm điểm"
            } else if seats.iter().any(|seat| seat.handed_in) {
                "Có mặt"
            } else if seats.iter().any(|seat| seat.recusal.is_some()) {
                "Không tham gia"
            } else {
                "Vắng"
            }
        };
        let rows = (1..).zip(&self.members).map(|(number, member)| {
            let office: Vec<&str> = [&member.position, &member.organisation]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            vec![
                sections::cell(i32::to_string(&number)).centred(),
                sections::cell(&member.name),
                sections::cell(office.join(", ")),
                sections::cell(sections::role(member.role)),
                sections::cell(presence(member)),
            ]
        });
        let head = ["TT", "Họ và tên", "Chức vụ, cơ quan", "Vai trò", "Tham gia"];
        let table = PdfTable {
            columns: vec![1, 4, 5, 3, 3],
            head: head.map(|text| sections::cell(text).bold().centred()).into(),
            rows: rows.collect(),
            ruled: true,
        };
        vec![
            Paragraph::new("I. THÀNH PHẦN HỘI ĐỒNG").bold().into(),
            table.into(),
        ]
    }

    fn signatures(&self) -> Vec<Block> {
        let name = |role| {
            let member = self.members.iter().find(|member| member.role == role);
            member.map(|member| member.name.clone()).unwrap_or_default()
        };
        let row = |left: Paragraph, right: Paragraph| vec![left.centred(), right.centred()];
        let signed = || Paragraph::new("(Ký, ghi rõ họ tên)").italic();
        let chairs = PdfTable {
            columns: vec![1, 1],
            head: Vec::new(),
            rows: vec![
                row(
                    Paragraph::new("THƯ KÝ").bold(),
                    Paragraph::new("CHỦ TỊCH HỘI ĐỒNG").bold(),
                ),
                row(signed(), signed()),
                row(Paragraph::new("\n\n\n"), Paragraph::new("")),
                row(
                    Paragraph::new(name(CouncilRole::Secretary)).bold(),
                    Paragraph::new(name(CouncilRole::Chair)).bold(),
                ),
            ],
            ruled: false,
        };
        let others = self
            .members
            .iter()
            .filter(|member| !matches!(member.role, CouncilRole::Chair | CouncilRole::Secretary));
        let rows = (1..).zip(others).map(|(number, member)| {
            vec![
                sections::cell(i32::to_string(&number)).centred(),
                sections::cell(&member.name),
                sections::cell("\n"),
            ]
        });
        let members = PdfTable {
            columns: vec![1, 6, 5],
            head: ["TT", "Họ và tên", "Chữ ký"]
                .map(|text| sections::cell(text).bold().centred())
                .into(),
            rows: rows.collect(),
            ruled: true,
        };
        let mut blocks = vec![Block::Space(10), chairs.into()];
        if !members.rows.is_empty() {
            blocks.push(Paragraph::new("CÁC THÀNH VIÊN HỘI ĐỒNG").bold().centred().into());
            blocks.push(members.into());
        }
        blocks
    }
}
