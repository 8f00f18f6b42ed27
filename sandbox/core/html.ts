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

/** What stands on a page of an emulator. */
export interface Page {
	title: string;
	/** What this is and how to use it, for somebody who sees it for the first time. */
	introduction: Html;
	/** Further pages: their paths by their names. */
	links: Record<string, string>;
	content: Html;
}

/**
 * Sends a page of an emulator. A browser loads nothing for it, runs no script in it, and shows it in no frame of another page.
 * It does not refresh itself: whoever reads it or goes through it by keyboard would lose their place.
 * @param reply the answer
 */
export async function sendPage(reply: FastifyReply, page: Page): Promise<void> {
	await reply
		.type('text/html; charset=utf-8')
		.header('content-security-policy', contentSecurityPolicy)
		.send(renderPage(page));
}

/** A time of day as people read it, in UTC. */
export const showTime = (iso: string): Html =>
	html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC</time>`;

function renderPage({ title, introduction, links, content }: Page): string {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>${title}</title>
				${styleElement}
			</head>
			<body>
				<header>
					<h1>${title}</h1>
					${introduction}
					<nav aria-label="Page">
						<a href="/">Refresh</a>
						${Object.entries(links).map(([name, path]) => html`<a href="${path}">${name}</a>`)}
					</nav>
				</header>
				<main>${content}</main>
			</body>
		</html>`.text;
}

const style = `
:root {
	color-scheme: light dark; --line: #8888; --quiet: light-dark(#4b535d, #aeb6c0);
	--good: #1a7f37; --bad: #cf222e; --wait: #8a5d00;
}
* { box-sizing: border-box; }
body {
	margin: 0; font: 15px/1.5 system-ui, sans-serif;
	background: light-dark(#fff, #14171b); color: light-dark(#1c2024, #e9ecef);
}
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem 1rem 0; }
main { padding: 0 1rem 2rem; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h2 small { font-weight: normal; color: var(--quiet); }
h3 { font-size: 1rem; margin: 0; }
header p, header ul, section > p { margin: .3rem 0; }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; margin: .8rem 0 0; }
a { color: light-dark(#0550ae, #8ab4f8); }
a, button { min-height: 24px; }
a:focus-visible, button:focus-visible { outline: 3px solid; outline-offset: 2px; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; margin: .5rem 0; }
article.review { border: 2px solid var(--wait); }
article > div { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: center; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
.meta, section > p { color: var(--quiet); font-size: .9rem; }
.badge { border-radius: 1rem; padding: 0 .6rem; font-size: .8rem; color: #fff; background: #57606a; }
.good { background: var(--good); } .bad { background: var(--bad); } .wait { background: var(--wait); }
form { display: flex; gap: .5rem; margin: .5rem 0 0; }
button { font: inherit; padding: .35rem 1.1rem; border: 0; border-radius: .4rem; color: #fff; cursor: pointer; }
`;

const styleElement = new Html(`<style>${style}</style>`);

const contentSecurityPolicy = [
	"default-src 'none'",
	`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
	"form-action 'self'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
].join('; ');
