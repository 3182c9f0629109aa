//! The tables as diesel sees them; the migrations are the truth and a test compares the two.

#![allow(missing_docs, unreachable_pub)]

diesel::table! {
    accounts (id) {
        id -> Uuid,
        username -> Text,
        display_name -> Text,
        password_hash -> Text,
        role -> Text,
        unit_generation -> Nullable<Text>,
        unit_level -> Nullable<Text>,
        unit_code -> Nullable<Text>,
        producer_id -> Nullable<Uuid>,
        scopes -> Text,
        disabled_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    administrative_unit_loads (only_row) {
        only_row -> Bool,
        fingerprint -> Text,
        units -> Int4,
        successions -> Int4,
        loaded_at -> Timestamptz,
    }
}

diesel::table! {
    administrative_unit_successions (predecessor_level, predecessor_code, successor_level, successor_code) {
        predecessor_level -> Text,
        predecessor_code -> Text,
        successor_level -> Text,
        successor_code -> Text,
        is_default -> Bool,
    }
}

diesel::table! {
    administrative_units (generation, level, code) {
        generation -> Text,
        level -> Text,
        code -> Text,
        name -> Text,
        kind -> Text,
        parent_code -> Nullable<Text>,
        province_code -> Text,
        counterpart_level -> Nullable<Text>,
        counterpart_code -> Nullable<Text>,
        search_name -> Text,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        latitude -> Nullable<Float8>,
        longitude -> Nullable<Float8>,
    }
}

diesel::table! {
    advisory_reports (dossier_id) {
        dossier_id -> Uuid,
        findings -> Text,
        proposal -> Text,
        regime -> Text,
        answers -> Json,
        file_ids -> Json,
        reported_by -> Text,
        reported_at -> Timestamptz,
    }
}

diesel::table! {
    audit_head (only_row) {
        only_row -> Bool,
        position -> Int8,
        hash -> Text,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Int8,
        occurred_at -> Timestamptz,
        actor -> Text,
        act -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        reason -> Nullable<Text>,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
        request_id -> Nullable<Text>,
        position -> Int8,
        operation -> Nullable<Text>,
        entry -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    audit_pending (id) {
        id -> Int8,
        transaction_id -> Int8,
        occurred_at -> Timestamptz,
        actor -> Text,
        act -> Text,
        operation -> Nullable<Text>,
        subject_kind -> Text,
        subject_id -> Text,
        reason -> Nullable<Text>,
        before -> Nullable<Jsonb>,
        after -> Nullable<Jsonb>,
        request_id -> Nullable<Text>,
    }
}

diesel::table! {
    certificate_events (id) {
        id -> Int8,
        certificate_id -> Uuid,
        kind -> Text,
        day -> Date,
        until -> Nullable<Date>,
        ground -> Nullable<Text>,
        finding_on -> Nullable<Date>,
        late -> Nullable<Bool>,
        decision_id -> Nullable<Uuid>,
        successor_id -> Nullable<Uuid>,
        dossier_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
        actor -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    certificate_serials (authority, province_code, year) {
        authority -> Text,
        province_code -> Text,
        year -> Int2,
        last_serial -> Int4,
    }
}

diesel::table! {
    certificate_states (certificate_id) {
        certificate_id -> Uuid,
        extended_to -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        end_kind -> Nullable<Text>,
        ground -> Nullable<Text>,
        successor_id -> Nullable<Uuid>,
        version -> Int4,
    }
}

diesel::table! {
    certificates (id) {
        id -> Uuid,
        number -> Nullable<Text>,
        revision -> Int2,
        code -> Text,
        product_id -> Uuid,
        producer_id -> Uuid,
        decision_id -> Uuid,
        dossier_id -> Nullable<Uuid>,
        recognition_id -> Uuid,
        corrects -> Nullable<Uuid>,
        authority -> Text,
        stars -> Int2,
        product_code -> Text,
        product_set -> Int2,
        product_name -> Text,
        producer_name -> Text,
        producer_address -> Nullable<Text>,
        issued_on -> Date,
        valid_from -> Date,
        valid_to -> Date,
        current_province_code -> Text,
        current_commune_code -> Text,
        legacy_province_code -> Text,
        legacy_district_code -> Text,
        legacy_commune_code -> Nullable<Text>,
        demonstration -> Bool,
        created_at -> Timestamptz,
        recorded -> Bool,
    }
}

diesel::table! {
    clients (id) {
        id -> Uuid,
        client_id -> Text,
        display_name -> Text,
        secret_hash -> Text,
        role -> Text,
        unit_generation -> Nullable<Text>,
        unit_level -> Nullable<Text>,
        unit_code -> Nullable<Text>,
        producer_id -> Nullable<Uuid>,
        scopes -> Text,
        disabled_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    corrections (id) {
        id -> Uuid,
        subject -> Text,
        subject_id -> Uuid,
        kind -> Text,
        effective_on -> Nullable<Date>,
        changes -> Json,
        reason -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    council_dossiers (council_id, dossier_id) {
        council_id -> Uuid,
        dossier_id -> Uuid,
        level -> Text,
        assigned_by -> Text,
        assigned_at -> Timestamptz,
    }
}

diesel::table! {
    council_members (id) {
        id -> Uuid,
        council_id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        position -> Nullable<Text>,
        organisation -> Nullable<Text>,
        role -> Text,
        voting -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    council_statements (id) {
        id -> Uuid,
        dossier_id -> Uuid,
        turn -> Int2,
        kind -> Text,
        criterion -> Nullable<Text>,
        statement -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    councils (id) {
        id -> Uuid,
        round_id -> Uuid,
        level -> Text,
        province_code -> Nullable<Text>,
        name -> Text,
        decision_number -> Text,
        decision_date -> Date,
        mode -> Text,
        rules -> Json,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    decision_items (decision_id, product_id) {
        decision_id -> Uuid,
        product_id -> Uuid,
        dossier_id -> Nullable<Uuid>,
        stars -> Int2,
        potential -> Bool,
        recognition_id -> Nullable<Uuid>,
        certificate_id -> Nullable<Uuid>,
        late -> Bool,
    }
}

diesel::table! {
    decisions (id) {
        id -> Uuid,
        kind -> Text,
        number -> Text,
        decided_on -> Date,
        authority -> Text,
        province_code -> Nullable<Text>,
        signer -> Nullable<Text>,
        file_id -> Nullable<Uuid>,
        programme_year -> Int2,
        reason -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamptz,
        authority_unit -> Nullable<Text>,
        recorded -> Bool,
    }
}

diesel::table! {
    dossier_documents (id) {
        id -> Uuid,
        dossier_id -> Uuid,
        file_id -> Uuid,
        kind -> Text,
        criterion -> Nullable<Text>,
        title -> Text,
        request_id -> Nullable<Uuid>,
        request_item -> Nullable<Int2>,
        added_by -> Text,
        added_at -> Timestamptz,
        removed_by -> Nullable<Text>,
        removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    dossier_events (id) {
        id -> Int8,
        dossier_id -> Uuid,
        occurred_at -> Timestamptz,
        actor -> Text,
        action -> Text,
        from_state -> Text,
        to_state -> Text,
        reason -> Nullable<Text>,
        due_on -> Nullable<Date>,
        details -> Nullable<Jsonb>,
    }
}

diesel::table! {
    dossier_notices (id) {
        id -> Int8,
        dossier_id -> Uuid,
        kind -> Text,
        deadline -> Text,
        state -> Nullable<Text>,
        due_on -> Date,
        day -> Date,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    dossier_snapshots (dossier_id, number) {
        dossier_id -> Uuid,
        number -> Int2,
        submitted_at -> Timestamptz,
        submitted_by -> Text,
        regime -> Text,
        content -> Json,
        sha256 -> Text,
    }
}

diesel::table! {
    dossiers (id) {
        id -> Uuid,
        product_id -> Uuid,
        producer_id -> Uuid,
        kind -> Text,
        product_set -> Int2,
        copied_from -> Nullable<Uuid>,
        regime -> Text,
        state -> Text,
        registration -> Json,
        self_assessment -> Json,
        commune_report -> Nullable<Json>,
        handed_in_on -> Nullable<Date>,
        complete_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        decide_by -> Nullable<Date>,
        turn -> Int2,
        stars -> Nullable<Int2>,
        evaluation_id -> Nullable<Uuid>,
        unit_generation -> Text,
        current_province_code -> Text,
        current_commune_code -> Text,
        legacy_province_code -> Text,
        legacy_district_code -> Text,
        legacy_commune_code -> Nullable<Text>,
        demonstration -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        late_reason -> Nullable<Text>,
    }
}

diesel::table! {
    evaluation_batches (id) {
        id -> Uuid,
        requested_by -> Text,
        accepted -> Int4,
        rejected -> Int4,
        errors -> Jsonb,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    evaluation_results (evaluation_id) {
        evaluation_id -> Uuid,
        attempt -> Int4,
        outcome -> Text,
        stars -> Nullable<Int2>,
        result -> Json,
        statistics_version -> Int8,
        evaluated_at -> Timestamptz,
        sheets -> Nullable<Int4>,
        points_a -> Nullable<Int4>,
        points_b -> Nullable<Int4>,
        points_c -> Nullable<Int4>,
    }
}

diesel::table! {
    evaluations (id) {
        id -> Uuid,
        job_id -> Uuid,
        batch_id -> Nullable<Uuid>,
        product_id -> Uuid,
        level -> Text,
        kind -> Text,
        regime -> Text,
        product_set -> Int2,
        request -> Json,
        requested_by -> Text,
        created_at -> Timestamptz,
        dossier_id -> Nullable<Uuid>,
        turn -> Nullable<Int2>,
    }
}

diesel::table! {
    evidence_request_items (request_id, number) {
        request_id -> Uuid,
        number -> Int2,
        criterion -> Nullable<Text>,
        wanted -> Text,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    evidence_requests (id) {
        id -> Uuid,
        dossier_id -> Uuid,
        asked_by -> Text,
        asked_at -> Timestamptz,
        reason -> Text,
        due_on -> Date,
        outcome -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    files (id) {
        id -> Uuid,
        name -> Text,
        media_type -> Text,
        size -> Int8,
        sha256 -> Text,
        current_province_code -> Nullable<Text>,
        current_commune_code -> Nullable<Text>,
        producer_id -> Nullable<Uuid>,
        uploaded_by -> Text,
        uploaded_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_keys (principal, key) {
        principal -> Text,
        key -> Text,
        fingerprint -> Text,
        status -> Int2,
        headers -> Jsonb,
        body -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    import_pieces (import_id, role, number) {
        import_id -> Uuid,
        role -> Text,
        number -> Int4,
        bytes -> Bytea,
    }
}

diesel::table! {
    import_progress (import_id) {
        import_id -> Uuid,
        through -> Int4,
        counts -> Json,
    }
}

diesel::table! {
    import_remarks (import_id, number) {
        import_id -> Uuid,
        number -> Int4,
        stage -> Text,
        row_number -> Int4,
        severity -> Text,
        rule -> Text,
        remark -> Json,
    }
}

diesel::table! {
    imports (id) {
        id -> Uuid,
        kind -> Text,
        state -> Text,
        file_id -> Uuid,
        file_name -> Text,
        reading -> Json,
        current_province_code -> Nullable<Text>,
        job_id -> Uuid,
        ready_only -> Bool,
        summary -> Nullable<Json>,
        refusal -> Nullable<Json>,
        created_by -> Text,
        created_at -> Timestamptz,
        committed_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
        version -> Int4,
    }
}

diesel::table! {
    inspections (id) {
        id -> Uuid,
        certificate_id -> Uuid,
        kind -> Text,
        inspected_on -> Date,
        findings -> Text,
        measures -> Nullable<Text>,
        next_on -> Nullable<Date>,
        file_id -> Nullable<Uuid>,
        created_by -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        kind -> Text,
        subject_id -> Uuid,
        status -> Text,
        attempts -> Int4,
        attempt_limit -> Int4,
        lease_until -> Nullable<Timestamptz>,
        error_code -> Nullable<Text>,
        error_message -> Nullable<Text>,
        traceparent -> Nullable<Text>,
        queued_at -> Timestamptz,
        due_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        discarded_at -> Nullable<Timestamptz>,
        discard_reason -> Nullable<Text>,
        lane -> Text,
    }
}

diesel::table! {
    outbox (id) {
        id -> Int8,
        job_id -> Nullable<Uuid>,
        kind -> Text,
        retry_step -> Int2,
        message -> Text,
        created_at -> Timestamptz,
        lane -> Text,
    }
}

diesel::table! {
    outside_keys (subject, owner, system, id) {
        subject -> Text,
        owner -> Text,
        system -> Text,
        id -> Text,
        subject_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    producer_listings (producer_id) {
        producer_id -> Uuid,
        number -> Int8,
        name -> Text,
        words -> Array<Text>,
    }
}

diesel::table! {
    producers (id) {
        id -> Uuid,
        name -> Text,
        search_name -> Text,
        kind -> Text,
        tax_code -> Nullable<Text>,
        address -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        representative_name -> Nullable<Text>,
        representative_gender -> Nullable<Text>,
        representative_ethnic_minority -> Nullable<Bool>,
        representative_disability -> Nullable<Bool>,
        unit_generation -> Text,
        current_province_code -> Text,
        current_commune_code -> Text,
        legacy_province_code -> Text,
        legacy_district_code -> Text,
        legacy_commune_code -> Nullable<Text>,
        demonstration -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        register_number -> Int4,
        closed_on -> Nullable<Date>,
        closing_reason -> Nullable<Text>,
        merged_into -> Nullable<Uuid>,
    }
}

diesel::table! {
    product_listings (product_id) {
        product_id -> Uuid,
        number -> Int8,
        changed_at -> Timestamptz,
        name -> Text,
        words -> Array<Text>,
    }
}

diesel::table! {
    product_serials (province_code, commune_code, year) {
        province_code -> Text,
        commune_code -> Text,
        year -> Int2,
        last_serial -> Int4,
    }
}

diesel::table! {
    products (id) {
        id -> Uuid,
        code -> Text,
        producer_id -> Uuid,
        name -> Text,
        search_name -> Text,
        product_set -> Int2,
        description -> Nullable<Text>,
        unit_generation -> Text,
        current_province_code -> Text,
        current_commune_code -> Text,
        legacy_province_code -> Text,
        legacy_district_code -> Text,
        legacy_commune_code -> Nullable<Text>,
        registered_on -> Date,
        demonstration -> Bool,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        register_number -> Int4,
        merged_into -> Nullable<Uuid>,
        merged_in -> Nullable<Int8>,
    }
}

diesel::table! {
    programme_history (id) {
        id -> Int8,
        record_id -> Uuid,
        version -> Int4,
        act -> Text,
        state -> Nullable<Text>,
        reason -> Nullable<Text>,
        actor -> Text,
        occurred_at -> Timestamptz,
        content -> Jsonb,
    }
}

diesel::table! {
    programme_record_files (file_id, record_id) {
        record_id -> Uuid,
        file_id -> Uuid,
    }
}

diesel::table! {
    programme_records (id) {
        id -> Uuid,
        kind -> Text,
        level -> Text,
        unit_generation -> Text,
        unit_code -> Text,
        current_province_code -> Nullable<Text>,
        current_commune_code -> Nullable<Text>,
        legacy_province_code -> Nullable<Text>,
        legacy_district_code -> Nullable<Text>,
        legacy_commune_code -> Nullable<Text>,
        producer_id -> Nullable<Uuid>,
        earlier_id -> Nullable<Uuid>,
        product_id -> Nullable<Uuid>,
        year -> Nullable<Int2>,
        state -> Nullable<Text>,
        content -> Jsonb,
        created_by -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    recognition_notices (id) {
        id -> Int8,
        recognition_id -> Uuid,
        product_id -> Uuid,
        kind -> Text,
        day -> Date,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    past_recognitions (recognition_id) {
        recognition_id -> Uuid,
        decided_on -> Nullable<Date>,
        decision_number -> Nullable<Text>,
        certificate_number -> Nullable<Text>,
        valid_to -> Nullable<Date>,
        source -> Nullable<Text>,
        recorded_by -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    recognition_parts (recognition_id, from_day) {
        recognition_id -> Uuid,
        from_day -> Date,
        producer_id -> Uuid,
        product_set -> Int2,
        product_group -> Text,
        producer_type -> Text,
        sector -> Text,
        gender -> Nullable<Text>,
        ethnic_minority -> Nullable<Bool>,
        current_province_code -> Text,
        current_commune_code -> Text,
        legacy_province_code -> Text,
        legacy_district_code -> Text,
        legacy_commune_code -> Nullable<Text>,
    }
}

diesel::table! {
    recognitions (id) {
        id -> Uuid,
        product_id -> Uuid,
        producer_id -> Uuid,
        evaluation_id -> Nullable<Uuid>,
        regime -> Text,
        kind -> Text,
        stars -> Int2,
        potential -> Bool,
        programme_year -> Int2,
        decision_number -> Nullable<Text>,
        valid_from -> Date,
        valid_to -> Date,
        ended_on -> Nullable<Date>,
        end_reason -> Nullable<Text>,
        product_set -> Int2,
        product_group -> Text,
        producer_type -> Text,
        sector -> Text,
        gender -> Nullable<Text>,
        ethnic_minority -> Nullable<Bool>,
        current_province_code -> Text,
        current_commune_code -> Text,
        legacy_province_code -> Text,
        legacy_district_code -> Text,
        legacy_commune_code -> Nullable<Text>,
        demonstration -> Bool,
        extended_to -> Nullable<Date>,
        changed_in -> Int8,
        authority -> Nullable<Text>,
        authority_unit -> Nullable<Text>,
    }
}

diesel::table! {
    recusals (id) {
        id -> Uuid,
        dossier_id -> Uuid,
        council_id -> Uuid,
        member_id -> Uuid,
        reason -> Text,
        declared_by -> Text,
        declared_at -> Timestamptz,
    }
}

diesel::table! {
    refresh_tokens (id) {
        id -> Uuid,
        family_id -> Uuid,
        account_id -> Uuid,
        token_hash -> Text,
        scopes -> Text,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    rounds (id) {
        id -> Uuid,
        level -> Text,
        province_code -> Nullable<Text>,
        year -> Int2,
        number -> Int2,
        sent_before -> Date,
        decided_before -> Date,
        note -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    scheduled_tasks (name) {
        name -> Text,
        last_period -> Int8,
        next_due_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        duration_ms -> Int8,
        affected_rows -> Int8,
        partial -> Bool,
        failures -> Int4,
        last_error -> Nullable<Text>,
        failed_at -> Nullable<Timestamptz>,
        retry_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    score_sheet_versions (sheet_id, version) {
        sheet_id -> Uuid,
        version -> Int4,
        regime -> Text,
        answers -> Json,
        eliminations -> Json,
        note -> Nullable<Text>,
        total -> Int4,
        handed_in_at -> Nullable<Timestamptz>,
        recorded_by -> Text,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    score_sheets (id) {
        id -> Uuid,
        dossier_id -> Uuid,
        turn -> Int2,
        council_id -> Uuid,
        member_id -> Uuid,
        regime -> Text,
        answers -> Json,
        eliminations -> Json,
        note -> Nullable<Text>,
        total -> Int4,
        handed_in_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    scoring_turns (dossier_id, turn) {
        dossier_id -> Uuid,
        turn -> Int2,
        council_id -> Uuid,
        evaluation_id -> Uuid,
        quorate -> Bool,
        sitting -> Json,
        closed_by -> Text,
        closed_at -> Timestamptz,
    }
}

diesel::table! {
    search_words (word) {
        word -> Text,
        trigrams -> Array<Text>,
    }
}

diesel::table! {
    signing_keys (kid) {
        kid -> Text,
        algorithm -> Text,
        private_pem -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    statistics_version (only_row) {
        only_row -> Bool,
        version -> Int8,
    }
}

diesel::table! {
    targets (id) {
        id -> Uuid,
        province_code -> Nullable<Text>,
        commune_code -> Nullable<Text>,
        year -> Int2,
        three_star_products -> Nullable<Int4>,
        four_star_products -> Nullable<Int4>,
        five_star_products -> Nullable<Int4>,
        communes_met -> Nullable<Int4>,
        new_producers -> Nullable<Int4>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    administrative_unit_loads,
    administrative_unit_successions,
    administrative_units,
    advisory_reports,
    audit_head,
    audit_log,
    audit_pending,
    certificate_events,
    certificate_serials,
    certificate_states,
    certificates,
    clients,
    corrections,
    council_dossiers,
    council_members,
    council_statements,
    councils,
    decision_items,
    decisions,
    dossier_documents,
    dossier_events,
    dossier_notices,
    dossier_snapshots,
    dossiers,
    evaluation_batches,
    evaluation_results,
    evaluations,
    evidence_request_items,
    evidence_requests,
    files,
    idempotency_keys,
    import_pieces,
    import_progress,
    import_remarks,
    imports,
    inspections,
    jobs,
    outbox,
    outside_keys,
    past_recognitions,
    producer_listings,
    producers,
    product_listings,
    product_serials,
    products,
    programme_history,
    programme_record_files,
    programme_records,
    recognition_notices,
    recognition_parts,
    recognitions,
    recusals,
    refresh_tokens,
    rounds,
    scheduled_tasks,
    score_sheet_versions,
    score_sheets,
    scoring_turns,
    search_words,
    signing_keys,
    statistics_version,
    targets,
);
diesel::joinable!(products -> producers (producer_id));
diesel::joinable!(evaluations -> jobs (job_id));
diesel::joinable!(evaluations -> products (product_id));
diesel::joinable!(evaluation_results -> evaluations (evaluation_id));
diesel::joinable!(imports -> jobs (job_id));
diesel::joinable!(outbox -> jobs (job_id));
diesel::joinable!(recognition_notices -> recognitions (recognition_id));
diesel::joinable!(recognition_notices -> products (product_id));
diesel::joinable!(dossier_events -> dossiers (dossier_id));
diesel::joinable!(dossier_documents -> dossiers (dossier_id));
diesel::joinable!(dossier_documents -> files (file_id));
diesel::joinable!(dossier_notices -> dossiers (dossier_id));
diesel::joinable!(dossiers -> products (product_id));
diesel::joinable!(dossiers -> producers (producer_id));
diesel::joinable!(certificate_states -> certificates (certificate_id));
diesel::joinable!(certificates -> decisions (decision_id));
diesel::joinable!(past_recognitions -> recognitions (recognition_id));
diesel::joinable!(recognitions -> products (product_id));
diesel::joinable!(certificate_events -> certificates (certificate_id));
diesel::joinable!(decision_items -> decisions (decision_id));
diesel::joinable!(decision_items -> products (product_id));
diesel::joinable!(decision_items -> certificates (certificate_id));
diesel::joinable!(inspections -> certificates (certificate_id));
diesel::joinable!(programme_record_files -> programme_records (record_id));
diesel::joinable!(council_members -> councils (council_id));
diesel::joinable!(council_dossiers -> councils (council_id));
diesel::joinable!(council_dossiers -> dossiers (dossier_id));
diesel::joinable!(councils -> rounds (round_id));
diesel::joinable!(scoring_turns -> dossiers (dossier_id));
