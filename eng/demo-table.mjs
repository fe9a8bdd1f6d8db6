// Columns of the first table of a report, as text:
//   kale jobs report JOB --json | node eng/demo-table.mjs <column ...>
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(0, 'utf8'));
const { columns, rows } = report.sections.find((section) => section.type === 'table');
const chosen = process.argv.slice(2).map((name) => columns.findIndex((column) => column.name === name));
const text = (cell, column) => cell.text ?? (cell.value === null || cell.value === undefined ? '-' : cell.value.toFixed(column.digits));
const lines = [chosen.map((i) => columns[i].name), ...rows.map((row) => chosen.map((i) => text(row.cells[i], columns[i])))];
const widths = chosen.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
for (const line of lines) console.log('  ' + line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '));
console.log(`  ${report.summary}`);
