import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core writes a config file there as soon as it is loaded.
const userFolder = mkdtempSync(join(tmpdir(), 'connectfi-test-'));
process.env.N8N_USER_FOLDER = userFolder;
// It also logs every error that a test provokes.
process.env.N8N_LOG_LEVEL = 'silent';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS = 'false';

afterAll(() => rmSync(userFolder, { recursive: true, force: true }));
