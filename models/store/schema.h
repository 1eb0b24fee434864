#pragma once
// The tables of the store and how a file of another version is brought to them; shared by store/*.cpp only.
#include <string_view>

namespace trainyard::store_schema {

/// PRAGMA user_version of a file this program writes. A change of the tables raises it and adds the way from
/// the version before to `migrations`.
inline constexpr int version = 2;
/// PRAGMA application_id: "tryd", so that a foreign database is told from ours.
inline constexpr int application = 0x74727964;

/// migrations[v] leads from version v to v + 1.
inline constexpr std::string_view migrations[version] = {R"sql(
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- ids are told to people: never given twice
  command TEXT NOT NULL,
  title TEXT NOT NULL,
  key TEXT NOT NULL,
  status TEXT NOT NULL,
  started TEXT NOT NULL,
  finished TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  report TEXT NOT NULL DEFAULT ''
);
CREATE INDEX runs_by_key ON runs (command, key);
CREATE TABLE items (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;
)sql",
                                                         R"sql(
ALTER TABLE runs ADD COLUMN program TEXT NOT NULL DEFAULT '';  -- "0.7.0"; empty: before it was kept
ALTER TABLE runs ADD COLUMN asked TEXT NOT NULL DEFAULT '';    -- asked_run.h
)sql"};

}  // namespace trainyard::store_schema
