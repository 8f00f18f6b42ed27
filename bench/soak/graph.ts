/** One line of the graph. */
export interface Series {
	name: string;
	color: string;
	/** Of each sample, in percent of the reference. */
	values: number[];
}

const size = { width: 720, height: 300, left: 48, right: 150, top: 30, bottom: 40 };
const range = { from: 70, to: 130 };

/**
 * Draws what a process held over time.
 * @param minutes when each sample was taken
 * @param series as many values as there are samples
 * @returns an SVG
 */
export function drawGraph(title: string, minutes: number[], series: Series[]): string {
	const last = Math.max(...minutes);
	const x = (minute: number) => size.left + (minute / last) * (size.width - size.left - size.right);
	const y = (percent: number) => {
		const within = Math.min(range.to, Math.max(range.from, percent));
		const share = (range.to - within) / (range.to - range.from);
		return size.top + share * (size.height - size.top - size.bottom);
	};
	const text = (at: [number, number], words: string, more = '') =>
		`<text x="${at[0].toFixed(0)}" y="${at[1].toFixed(0)}"${more}>${words}</text>`;
	const levels = [70, 80, 90, 100, 110, 120, 130].map(
		(percent) =>
			`<path d="M${size.left} ${y(percent).toFixed(0)}H${size.width - size.right}" stroke="${percent === 100 ? '#888' : '#ddd'}"/>` +
			text([size.left - 6, y(percent) + 4], `${percent} %`, ' text-anchor="end"'),
	);
	const ticks = Array.from({ length: 7 }, (_, index) => (last / 6) * index).map((minute) =>
		text([x(minute), size.height - size.bottom + 18], minute.toFixed(0), ' text-anchor="middle"'),
	);
	const lines = series.map(({ name, color, values }, index) => {
		const points = values.map((value, at) => `${x(minutes[at]).toFixed(1)},${y(value).toFixed(1)}`);
		const legend = size.top + 14 + index * 20;
		const start = size.width - size.right + 16;
		return (
			`<polyline points="${points.join(' ')}" stroke="${color}" stroke-width="2"/>` +
			`<path d="M${start} ${legend - 4}h16" stroke="${color}" stroke-width="3"/>` +
			text([start + 22, legend], name)
		);
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" fill="#222">`,
		`<rect width="100%" height="100%" fill="#fff"/>`,
		text([size.left, 18], title),
		...levels,
		...ticks,
		text([x(last / 2), size.height - 6], 'minutes', ' text-anchor="middle"'),
		`<g fill="none">${lines.map((line) => line.replace('<text', '<text fill="#222"')).join('\n')}</g>`,
		'</svg>',
		'',
	].join('\n');
}
