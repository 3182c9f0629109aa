-- People (tài khoản) sign in with a password; clients are other systems with a secret.
-- Both carry one role and, below the nation, one unit or one producer: role × unit decides what they see.
create table accounts (
    id uuid primary key,
    username text not null unique,
    display_name text not null,
    password_hash text not null,
    role text not null,
    unit_generation text,
    unit_level text,
    unit_code text,
    producer_id uuid,
    scopes text not null,
    disabled_at timestamptz,
    created_at timestamptz not null default now()
);

create table clients (
    id uuid primary key,
    client_id text not null unique,
    display_name text not null,
    secret_hash text not null,
    role text not null,
    unit_generation text,
    unit_level text,
    unit_code text,
    producer_id uuid,
    scopes text not null,
    disabled_at timestamptz,
    created_at timestamptz not null default now()
);

-- A refresh token is used once; using it twice revokes its whole family (theft).
create table refresh_tokens (
    id uuid primary key,
    family_id uuid not null,
    account_id uuid not null references accounts (id) on delete cascade,
    token_hash text not null unique,
    scopes text not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz
);
create index refresh_tokens_family on refresh_tokens (family_id);

-- Keys made on the first start when none is configured; all api processes on one database share them.
create table signing_keys (
    kid text primary key,
    algorithm text not null,
    private_pem text not null,
    created_at timestamptz not null default now()
);
