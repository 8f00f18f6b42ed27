import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** HTML that is safe to send: made by `html` only. */
export class Html {
	/** @param text markup in which every value was escaped */
	constructor(readonly text: string) {}
}

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function render(value: unknown): string {
	if (value instanceof Html) return value.text;
	if (Array.isArray(value)) return value.map(render).join('');
	if (value === null || value === undefined || value === false) return '';
	return String(value).replace(/[&<>"']/g, (character) => entities[character]);
}

/**
 * Template tag that escapes every value put in, except what was made by this tag itself. Lists are joined; null,
 * undefined and false render nothing.
 * @returns the finished piece of markup
 */
export function html(markup: TemplateStringsArray, ...values: unknown[]): Html {
	return new Html(String.raw({ raw: markup }, ...values.map(render)));
}

/**
 * Sends a page of an emulator: title, looks, automatic refresh. A browser loads nothing for it, runs no script in it, and shows
 * it in no frame of another page.
 * @param reply the answer
 * @param title heading of the page
 * @param content what is on it
 */
export async function sendPage(reply: FastifyReply, title: string, content: Html): Promise<void> {
	await reply
		.type('text/html; charset=utf-8')
		.header('content-security-policy', contentSecurityPolicy)
		.send(page(title, content));
}

function page(title: string, content: Html): string {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta http-equiv="refresh" content="5" />
				<title>${title}</title>
				${styleElement}
			</head>
			<body>
				<header><h1>${title}</h1></header>
				<main>${content}</main>
			</body>
		</html>`.text;
}

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f37; --bad: #cf222e; --wait: #9a6700; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem 1rem 0; }
main { padding: 0 1rem 2rem; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h2 small { font-weight: normal; opacity: .6; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; margin: .5rem 0; }
article.review { border-color: var(--wait); background: #9a670014; }
article > div { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: center; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
.meta { opacity: .75; font-size: .85rem; }
.badge { border-radius: 1rem; padding: 0 .6rem; font-size: .8rem; color: #fff; background: #57606a; }
.good { background: var(--good); } .bad { background: var(--bad); } .wait { background: var(--wait); }
form { display: flex; gap: .5rem; margin: .5rem 0 0; }
button { font: inherit; padding: .35rem 1.1rem; border: 0; border-radius: .4rem; color: #fff; cursor: pointer; }
p.none { opacity: .6; margin: .3rem 0; }
`;

const styleElement = new Html(`<style>${style}</style>`);

const contentSecurityPolicy = [
	"default-src 'none'",
	`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
	"form-action 'self'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
].join('; ');
