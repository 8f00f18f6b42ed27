const { packageBuild } = require('../../gulpfile.js');

exports.build = packageBuild(__dirname);
