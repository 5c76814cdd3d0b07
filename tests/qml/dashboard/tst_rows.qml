// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

DashboardCase {
    name: "Rows"

    readonly property string markup: "<b>bold</b> <img src='http://127.0.0.1:1/x.png'> %1 %2 &amp;"

    // Every text that is shown in `root`.
    function texts(root) {
        let found = [];
        if (!root.visible)
            return found;
        if (root instanceof Text || root instanceof TextEdit)
            found.push(root);
        for (let at = 0; at < root.children.length; ++at)
            found = found.concat(texts(root.children[at]));
        return found;
    }

    function test_textFromOutsideIsPlain(): void {
        verify(Bench.start({process_id: "one", name: markup, description: markup, status: "running", metadata: {html: markup}}));
        verify(Bench.report("one", {message: markup}));
        compare((inRow("one", "name") as Text).text, markup);
        tryCompare(inRow("one", "note"), "text", markup);
        click("row-one");
        compare((item("detailName") as Text).text, markup);
        verify(Bench.report("one", {status: "failed", error_message: markup}));
        tryCompare(inRow("one", "note"), "text", markup);
        let shown = 0;
        for (const text of texts(window.contentItem)) {
            if (!text.text.includes("<b>"))
                continue;
            compare(text.textFormat, Text.PlainText);
            ++shown;
        }
        verify(shown >= 6, shown + " texts"); // name and note, name, error, description, message, metadata
    }

    function test_anAnswerGrowsAndKeepsWhatIsSelected(): void {
        verify(Bench.startWork("one", {prompt: "Tell me"}));
        verify(Bench.report("one", {metadata_update: {answer: "Once upon"}}));
        click("row-one");
        const answer = item("detailAnswer") as TextEdit;
        compare((item("detailPrompt") as TextEdit).text, "Tell me");
        compare(answer.text, "Once upon");
        answer.select(0, 4);
        verify(Bench.report("one", {metadata_update: {answer: "Once upon a time\nthere was <b>one</b>"}}));
        tryCompare(answer, "text", "Once upon a time\nthere was <b>one</b>");
        compare(answer.selectedText, "Once");
        verify(Bench.report("one", {metadata_update: {answer: "Another"}}));
        tryCompare(answer, "text", "Another");
        verify(Bench.report("one", {metadata_update: {answer: null}}));
        tryCompare(answer, "visible", false);
    }

    function test_statusIsColourAndIconAndWord_data() {
        return [
            {tag: "pending", status: StatusText.Pending, word: "Pending", color: Theme.pending},
            {tag: "running", status: StatusText.Running, word: "Running", color: Theme.running},
            {tag: "completed", status: StatusText.Completed, word: "Completed", color: Theme.completed},
            {tag: "failed", status: StatusText.Failed, word: "Failed", color: Theme.failed},
            {tag: "timeout", status: StatusText.Timeout, word: "Timed out", color: Theme.timeout},
            {tag: "cancelled", status: StatusText.Cancelled, word: "Cancelled", color: Theme.cancelled}
        ];
    }

    function test_statusIsColourAndIconAndWord(data): void {
        verify(Bench.start({process_id: "one"}));
        if (data.tag !== "pending")
            verify(Bench.report("one", {status: data.tag}));
        const row = item("row-one") as ProcessRow;
        tryCompare(row, "status", data.status);
        const badge = inRow("one", "badge") as StatusBadge;
        compare(badge.children[0].status, Image.Ready); // the icon was found and drawn
        verify(badge.children[0].source.toString().includes("status-" + data.tag));
        compare(badge.children[1].text, data.word);
        verify(Qt.colorEqual(badge.children[1].color, data.color));
    }

    function test_progressIsABarThatMovesWhereNoneIsReported(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        const glow = inRow("one", "glow-0");
        const before = glow.x;
        tryVerify(() => glow.x !== before);
        verify(Bench.report("one", {progress: 25}));
        const bar = inRow("one", "bar");
        tryVerify(() => Math.abs(bar.width - bar.parent.width / 4) < 1);
        compare(seek(item("row-one"), "glow-0"), null);
        compare((inRow("one", "percent") as Text).text, "25%");
        // A row that has shown progress can be without again.
        verify(Bench.report("one", {status: "failed"}));
        click("retry-one");
        verify(Bench.report("one", {status: "running"}));
        const again = inRow("one", "glow-0");
        const place = again.x;
        tryVerify(() => again.x !== place);
        compare(seek(item("row-one"), "bar"), null);
    }

    function test_aQuietProcessSaysSinceWhen(): void {
        verify(Bench.start({process_id: "one", status: "running"}));
        verify(Bench.report("one", {message: "reading"}));
        verify(Bench.markQuiet("one"));
        const note = inRow("one", "note") as Text;
        tryOrTell(() => /^Quiet for \d+ m?s · \u2068reading\u2069$/.test(note.text), () => note.text);
        verify(Qt.colorEqual(note.color, Theme.quiet));
        verify(Bench.report("one", {message: "reading on"}));
        tryCompare(note, "text", "reading on");
    }

    function test_aRunTellsHowLongItStillTakes(): void {
        verify(Bench.start({process_id: "unknown", name: "A job that never ran", status: "running"}));
        for (let run = 0; run < 6; ++run)
            verify(Bench.importRun("run" + run, 1000 + run));
        verify(Bench.importRunning("young", 400));
        const left = inRow("young", "left") as Text;
        tryOrTell(() => /^(~10|9–1[0-9]|10–1[0-9]) min$/.test(left.text), () => left.text);
        compare(seek(item("row-young"), "overdueIcon"), null);
        compare(seek(item("row-unknown"), "left"), null);
        // Where nothing is known, the cell keeps its place.
        const place = processId => inRow(processId, "cancel-" + processId).mapToItem(item("row-" + processId), 0, 0).x;
        compare(place("unknown"), place("young"));
        click("row-young");
        const field = item("field-Time left") as TextEdit;
        tryOrTell(() => /^\S+ min \(6 earlier runs\)$/.test(field.text), () => field.text);
        // The details leave once nothing is left.
        verify(Bench.report("young", {status: "completed"}));
        tryVerify(() => !isShown("field-Time left"));
        compare(seek(item("row-young"), "left"), null);
    }

    function test_overdueIsIconAndWordAndColour(): void {
        for (let run = 0; run < 6; ++run)
            verify(Bench.importRun("run" + run, 1000 + run));
        verify(Bench.importRunning("old", 3000));
        tryCompare(inRow("old", "left"), "text", "overdue");
        verify(Qt.colorEqual(inRow("old", "left").color, Theme.warning));
        compare(inRow("old", "overdueIcon").status, Image.Ready);
        verify((item("row-old") as ProcessRow).Accessible.name.includes("overdue"));
        click("row-old");
        verify((item("field-Time left") as TextEdit).text.startsWith("overdue"));
    }

    function test_peaksHaveColumnsWhereSomethingToldThem(): void {
        verify(Bench.start({process_id: "silent", status: "running"}));
        tryRows("silent");
        window.width = 1900; // the details have their room
        verify(!isShown("order-memoryPeak"));
        verify(!isShown("order-cpuTime"));
        verify(Bench.start({process_id: "small", status: "running"}));
        verify(Bench.report("small", {resources: {memory: 1048576, cpu_time: 300}}));
        verify(Bench.start({process_id: "large", status: "running"}));
        verify(Bench.report("large", {resources: {memory: 1610612736, cpu_time: 125}}));
        verify(Bench.report("large", {resources: {memory: 4096, cpu_time: 125}}));
        tryVerify(() => isShown("order-memoryPeak") && isShown("order-cpuTime"));
        tryCompare(inRow("large", "memoryPeak"), "text", "1.5 GiB");
        tryCompare(inRow("large", "cpuTime"), "text", "2:05 min");
        compare((inRow("silent", "memoryPeak") as Text).text, "");
        click("order-memoryPeak");
        tryRows("large small silent");
        click("order-memoryPeak");
        tryRows("small large silent");
        click("order-cpuTime");
        tryRows("small large silent");
        window.width = 900;
        tryVerify(() => !isShown("order-memoryPeak"));
    }

    function test_orderedByTheTimeThatIsLeft(): void {
        for (let run = 0; run < 6; ++run)
            verify(Bench.importRun("run" + run, 600));
        verify(Bench.importRunning("young", 10));
        verify(Bench.importRunning("older", 400));
        verify(Bench.start({process_id: "unknown", name: "Something else", status: "running"}));
        click("chip-running");
        tryRows("unknown older young");
        click("order-left");
        compare((item("orderText") as Text).text, "Least time left first");
        tryRows("older young unknown");
        click("order-left");
        tryRows("young older unknown");
    }

    function test_whatIsNewIsSeenFromTheTop(): void {
        verify(Bench.startMany(200));
        const list = item("processList") as ListView;
        tryCompare(list, "count", 200);
        tryVerify(() => isShown("row-p199"));
        verify(Bench.start({process_id: "newest"}));
        tryCompare(list, "count", 201);
        tryVerify(() => list.atYBeginning && isShown("row-newest"));
        compare(item("row-newest").y, list.contentY);
    }

    function test_whatOneReadsStaysWhereItIs(): void {
        verify(Bench.startMany(200));
        const list = item("processList") as ListView;
        tryCompare(list, "count", 200);
        list.positionViewAtIndex(100, ListView.Beginning);
        const row = item("row-p99");
        const place = row.y - list.contentY;
        verify(Bench.start({process_id: "newest"}));
        tryCompare(list, "count", 201);
        compare(item("row-p99").y - list.contentY, place);
    }

    function test_fewItemsForManyRows(): void {
        verify(Bench.startMany(5000));
        const list = item("processList") as ListView;
        tryCompare(list, "count", 5000);
        tryOrTell(() => list.contentItem.children.length < 60, () => list.contentItem.children.length + " items");
        compare((item("chip-running") as StatusChip).count, 5000);
    }

    function test_nothingSticksOutOfARow_data() {
        return [
            {tag: "narrow", width: 900, details: false},
            {tag: "narrow with details", width: 900, details: true},
            {tag: "usual", width: 1280, details: false},
            {tag: "usual with details", width: 1280, details: true},
            {tag: "wide with details", width: 1920, details: true}
        ];
    }

    function test_nothingSticksOutOfARow(data): void {
        verify(Bench.start({process_id: "one", process_type: "document_processing", name: "A name that is longer than any column, so that it must end in dots somewhere", status: "running"}));
        verify(Bench.report("one", {status: "cancelled", progress: 100}));
        window.width = data.width;
        if (data.details)
            click("row-one");
        const row = item("row-one");
        tryOrTell(() => row.width > 0 && row.width <= data.width - (data.details && data.width >= Theme.wide ? Theme.detailWidth : 0), () => "the row is " + row.width + " wide");
        for (const text of texts(row)) {
            const right = () => text.mapToItem(row, text.width, 0).x;
            tryOrTell(() => right() <= row.width, () => text.text + " ends at " + right() + " of " + row.width);
            tryOrTell(() => text.elide !== Text.ElideNone || text.implicitWidth <= text.width + 1, () => text.text + " doesn't fit");
        }
        const filters = item("search");
        const end = () => filters.mapToItem(window.contentItem, filters.width, 0).x;
        tryOrTell(() => end() <= window.width - Theme.margin + 1, () => "the search ends at " + end() + " of " + window.width);
    }
}
