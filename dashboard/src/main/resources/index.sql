-- The index of the page. It is made anew at every start, so nothing here ever has to be migrated.
CREATE TABLE run_event (
  run VARCHAR NOT NULL,
  pos BIGINT NOT NULL,             -- offset in topic steps
  kind VARCHAR(16) NOT NULL,       -- STARTED, STEP, EVALUATION, FINISHED
  step BIGINT NOT NULL,
  record BLOB NOT NULL,            -- StepEvent
  PRIMARY KEY (run, pos)
);
CREATE INDEX run_event_step ON run_event (run, kind, step);

CREATE TABLE task_group (
  run VARCHAR NOT NULL,
  id VARCHAR NOT NULL,
  purpose VARCHAR(32),
  problem VARCHAR,
  question VARCHAR,                -- its first 2,000 characters
  prompt_partition INT,
  prompt_offset BIGINT,
  scored_partition INT,            -- of its completions, too
  scored_offset BIGINT,            -- null while it has no end
  failed VARCHAR,
  mean DOUBLE PRECISION,
  deviation DOUBLE PRECISION,
  members INT,
  oldest_version BIGINT,           -- of its tokens
  asked_at BIGINT,
  answered_at BIGINT,              -- when its last completion was finished
  ended_at BIGINT,
  step BIGINT,                     -- that decided on it
  used BOOLEAN,
  place INT,                       -- in the step's batch
  cause VARCHAR(32),
  reason VARCHAR,
  PRIMARY KEY (run, id)
);
CREATE INDEX task_group_step ON task_group (run, step);
CREATE INDEX task_group_ended ON task_group (run, ended_at DESC);
-- what is counted is in the index itself
CREATE INDEX task_group_purpose ON task_group (run, purpose, step, prompt_offset);
CREATE INDEX task_group_used ON task_group (run, used, cause);

CREATE TABLE completion (
  run VARCHAR NOT NULL,
  group_id VARCHAR NOT NULL,
  member INT NOT NULL,
  reward DOUBLE PRECISION,
  advantage DOUBLE PRECISION,
  correct BOOLEAN,
  tokens INT NOT NULL,
  ending VARCHAR(32) NOT NULL,     -- stop, length, context, failed
  generator VARCHAR,
  started_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  newest_version BIGINT NOT NULL,
  text VARCHAR(100000) NOT NULL,   -- its beginning
  cut BOOLEAN NOT NULL,            -- whether text or question is a beginning only
  PRIMARY KEY (run, group_id, member)
);
-- Each order of a search: the first fifty are found without looking at the others.
CREATE INDEX completion_newest ON completion (run, finished_at DESC, group_id, member);
CREATE INDEX completion_best ON completion (run, reward DESC NULLS LAST, group_id, member);
CREATE INDEX completion_worst ON completion (run, reward ASC NULLS LAST, group_id, member);
CREATE INDEX completion_longest ON completion (run, tokens DESC, group_id, member);

-- Sums over completions, so that no view has to look at all of them.
CREATE TABLE generator (
  run VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  completions BIGINT NOT NULL,
  tokens BIGINT NOT NULL,
  newest_version BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (run, name)
);

CREATE TABLE heartbeat (
  run VARCHAR NOT NULL,
  name VARCHAR NOT NULL,           -- of a generator
  record BLOB NOT NULL,            -- its newest Heartbeat
  PRIMARY KEY (run, name)
);

CREATE TABLE weight_version (
  run VARCHAR NOT NULL,
  version BIGINT NOT NULL,
  kind VARCHAR(32) NOT NULL,
  base BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  chunks INT NOT NULL,
  changed BIGINT NOT NULL,
  checksum VARCHAR(16) NOT NULL,   -- of the weights
  step BIGINT NOT NULL,
  announced_at BIGINT NOT NULL,
  PRIMARY KEY (run, version)
);

CREATE TABLE dead_letter (
  run VARCHAR NOT NULL,
  pos BIGINT NOT NULL,
  source VARCHAR NOT NULL,         -- topic, partition and offset
  service VARCHAR NOT NULL,
  message VARCHAR NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (run, pos)
);
