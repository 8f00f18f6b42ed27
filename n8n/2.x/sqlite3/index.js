// n8n loads `sqlite3` with require(). The original has no binary in the npm registry: it downloads one from elsewhere or
// compiles it. This fork has the same API and ships its binaries inside the package, but as an ES module's default export.
module.exports = require('@appthreat/sqlite3').default;
