// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Compares the next times of random cron expressions in ten time zones with those of croner and cron-parser, and prints
// where they differ. Node comes with the rules of time zones that are compiled into it, we read those of the machine.
//
//   node cron.js PROGRAM [COUNT] [SEED]     PROGRAM is bench_next_times; it ends with 1 where a difference isn't explained
import { execFileSync } from 'node:child_process';
import { Cron } from 'croner';
import { CronExpressionParser } from 'cron-parser';

const [program, countText = '5000', seedText = '1'] = process.argv.slice(2);
const count = Number(countText);
const times = 5;
const zones = ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Sao_Paulo', 'America/Santiago',
    'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Lord_Howe', 'Africa/Casablanca'];

// mulberry32: the same expressions for a seed everywhere.
let state = Number(seedText);
function random() {
    state = (state + 0x6D2B79F5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const whole = (from, to) => from + Math.floor(random() * (to - from + 1));
const chance = (p) => random() < p;
const pick = (list) => list[whole(0, list.length - 1)];

function part(first, last, names) {
    const name = (n) => names && chance(0.3) ? names[n - first] : String(n);
    const from = whole(first, last);
    if (chance(0.55))
        return name(from);
    const to = whole(from, last);
    return chance(0.4) && to > from ? `${from}-${to}/${whole(1, to - from)}` : `${name(from)}-${name(to)}`;
}

function field(first, last, anyShare, names) {
    if (chance(anyShare))
        return '*';
    if (chance(0.2))
        return `*/${whole(2, Math.max(2, Math.floor((last - first) / 2)))}`;
    return Array.from({ length: pick([1, 1, 1, 2, 3]) }, () => part(first, last, names)).join(',');
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function expression() {
    const fields = [field(0, 59, 0.2), field(0, 23, 0.3), field(1, 31, 0.6), field(1, 12, 0.6, months),
        field(0, 6, 0.6, weekdays)];
    if (chance(0.3)) // the hours in which clocks change
        fields[1] = pick(['0', '1', '2', '3', '1-3', '0,2', '2,23']);
    if (chance(0.05))
        fields[2] = pick(['L', '31', '30', '29']);
    if (chance(0.05))
        fields[4] = pick(['5L', '1#1', '4#5', '0#3', '6L']);
    if (chance(0.03))
        fields.splice(2, 2, '29', '2');
    if (chance(0.2))
        fields.unshift(field(0, 59, 0.1));
    return fields.join(' ');
}

const moments = ['2026-03-28T20:00:00Z', '2026-03-07T20:00:00Z', '2026-10-24T20:00:00Z', '2026-10-31T20:00:00Z',
    '2026-12-31T10:00:00Z', '2028-02-28T10:00:00Z', '2026-04-04T10:00:00Z', '2026-10-03T10:00:00Z',
    '2026-09-05T12:00:00Z', '2027-02-13T12:00:00Z'].map((text) => Date.parse(text));

function after() {
    return chance(0.5) ? pick(moments) + whole(0, 12 * 3600) * 1000
        : Date.parse('2026-01-01T00:00:00Z') + whole(0, 6 * 365 * 86400) * 1000;
}

function ask(peer) {
    try {
        return peer().map((date) => date.getTime()).join(' ');
    } catch (error) {
        return `error: ${error.message}`;
    }
}

const cases = Array.from({ length: count }, () => [expression(), pick(zones), after()]);
const ours = execFileSync(program, {
    input: cases.map((row) => row.join('\t')).join('\n') + '\n', maxBuffer: 1 << 28,
}).toString().trimEnd().split('\n');

/** The known reason for which a library answers something else, or nothing. */
function reason(text, mine) {
    const all = text.split(' ');
    const fields = all.slice(-5);
    const clock = all.slice(0, -3);
    if (/(SUN|0)-(SUN|0)/.test(fields[4]))
        return 'a range from Sunday to Sunday: that day here, the whole week in croner';
    const steps = fields[2].startsWith('*/') || fields[4].startsWith('*/');
    if (mine.startsWith('error') && mine.includes('never comes'))
        return 'it never comes: refused here, no time there';
    if (steps && fields[2] !== '*' && fields[4] !== '*')
        return 'day and weekday, one with a step over all: both must match, as in Debian\'s cron (*); there, one of them';
    if (clock.some((value) => value.includes('/')) && !clock.some((value) => value.startsWith('*')))
        return 'a range with a step in the changed hour: times of the day here, as in Debian\'s cron (*); every so often there';
    return '';
}

const figures = { equalBoth: 0, equalCroner: 0, equalParser: 0, neither: 0 };
const unlike = new Map();
let unexplained = 0;
cases.forEach(([text, zone, ms], index) => {
    const mine = ours[index];
    const croner = ask(() => new Cron(text, { timezone: zone, fixedTimeRule: 'no-wildcard' })
        .nextRuns(times, new Date(ms)));
    const parser = ask(() => CronExpressionParser.parse(text, { tz: zone, currentDate: new Date(ms) }).take(times)
        .map((date) => date.toDate()));
    const likeCroner = mine === croner;
    const likeParser = mine === parser;
    if (likeCroner && likeParser)
        figures.equalBoth += 1;
    else if (likeCroner)
        figures.equalCroner += 1;
    else if (likeParser)
        figures.equalParser += 1;
    else
        figures.neither += 1;
    if (likeCroner || likeParser)
        return;
    const why = reason(text, mine);
    if (!why)
        unexplained += 1;
    const list = unlike.get(why) ?? [];
    list.push({ text, zone, after: new Date(ms).toISOString(), mine, croner, parser });
    unlike.set(why, list);
});

const readable = (answer) => answer.startsWith('error') || answer === '' ? answer
    : answer.split(' ').map((ms) => new Date(Number(ms)).toISOString().slice(0, 19)).join(' ');
console.log(`${count} expressions, ${zones.length} time zones, ${times} next times each, seed ${seedText}`);
console.log(`  as croner and cron-parser  ${figures.equalBoth}`);
console.log(`  as croner alone            ${figures.equalCroner}`);
console.log(`  as cron-parser alone       ${figures.equalParser}`);
console.log(`  as neither                 ${figures.neither}, of which without a known reason ${unexplained}`);
for (const [why, list] of unlike) {
    console.log(`\n${list.length} × ${why || 'NOT EXPLAINED'}`);
    for (const row of list.slice(0, why ? 1 : 5)) {
        console.log(`  ${row.text}   ${row.zone}, after ${row.after}\n    ours         ${readable(row.mine)}`);
        console.log(`    croner       ${readable(row.croner)}\n    cron-parser  ${readable(row.parser)}`);
    }
}
process.exit(unexplained > 0 ? 1 : 0);
