-- That the original VoiceForge's keys and flows have been imported. Without its row they are imported at the next start.
create table original_import (
    done         boolean primary key default true check (done),
    imported_at  timestamptz not null default now()
);
