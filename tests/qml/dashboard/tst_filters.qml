// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

DashboardCase {
    name: "Filters"

    function fill(): void {
        verify(Bench.start({process_id: "a1", process_type: "ai_task", name: "Alpha report"}));
        verify(Bench.start({process_id: "d1", process_type: "document_processing", name: "Beta report", status: "running"}));
        verify(Bench.start({process_id: "a2", process_type: "ai_task", name: "Gamma", status: "running"}));
        verify(Bench.start({process_id: "f1", process_type: "scheduled_task", name: "Delta", status: "running"}));
        verify(Bench.report("f1", {status: "failed", error_message: "disk full"}));
        verify(Bench.report("a2", {message: "reads the report"}));
        tryRows("f1 a2 d1 a1");
    }

    function test_searchesWhileOneTypes(): void {
        fill();
        click("search");
        type("rep");
        tryRows("a2 d1 a1"); // in a message, and in two names
        type("ort");
        keyClick(Qt.Key_Home);
        type("a lph "); // words, in any order
        tryRows("a1");
        keyClick(Qt.Key_Escape);
        tryRows("f1 a2 d1 a1");
    }

    function test_filtersByType(): void {
        fill();
        click("typeFilter");
        click("type-ai_task");
        tryRows("a2 a1");
        click("typeFilter");
        click("type-");
        tryRows("f1 a2 d1 a1");
    }

    function test_aTypeThatIsNewStandsInTheChoice(): void {
        fill();
        click("typeFilter");
        click("type-ai_task");
        verify(Bench.registerType("site_survey"));
        verify(Bench.start({process_id: "s1", process_type: "site_survey"}));
        tryCompare(Bench.dashboard.counts, "total", 5);
        compare((item("chip-all") as StatusChip).count, 2);
        tryRows("a2 a1"); // what was chosen stays chosen
        click("typeFilter");
        click("type-site_survey");
        tryRows("s1");
    }

    function test_chipsCountAndFilter_data() {
        return [
            {tag: "pending", count: 1, shown: "a1"},
            {tag: "running", count: 2, shown: "a2 d1"},
            {tag: "completed", count: 0, shown: ""},
            {tag: "failed", count: 1, shown: "f1"},
            {tag: "cancelled", count: 0, shown: ""},
            {tag: "timeout", count: 0, shown: ""},
            {tag: "all", count: 4, shown: "f1 a2 d1 a1"}
        ];
    }

    function test_chipsCountAndFilter(data): void {
        fill();
        const chip = item("chip-" + data.tag) as StatusChip;
        tryCompare(chip, "count", data.count);
        mouseClick(chip);
        tryRows(data.shown);
        verify(chip.chosen);
        mouseClick(chip); // again: it stays
        verify(chip.chosen);
        compare(rows(), data.shown);
        click("chip-all");
        tryRows("f1 a2 d1 a1");
    }

    function test_filtersWorkTogether(): void {
        fill();
        click("chip-running");
        click("search");
        type("report");
        tryRows("a2 d1");
        click("typeFilter");
        click("type-document_processing");
        tryRows("d1");
        // What no longer matches goes from the screen at once.
        verify(Bench.report("d1", {status: "completed"}));
        tryRows("");
    }

    function test_nothingMatches(): void {
        fill();
        click("search");
        type("no such thing");
        compare((item("emptyTitle") as Text).text, "No process matches the filter");
        verify(!isShown("runLine"));
        click("clearFilter");
        tryRows("f1 a2 d1 a1");
        compare((item("search") as SearchField).text, "");
    }

    function test_ordersByColumn_data() {
        return [
            {tag: "name", once: "a1 d1 f1 a2", twice: "a2 f1 d1 a1"},
            {tag: "status", once: "a1 d1 a2 f1", twice: "f1 a2 d1 a1"},
            {tag: "type", once: "a1 a2 d1 f1", twice: "f1 d1 a2 a1"}
        ];
    }

    function test_ordersByColumn(data): void {
        window.width = 1600; // every column has its place
        fill();
        click("order-" + data.tag);
        tryRows(data.once);
        click("order-" + data.tag);
        tryRows(data.twice);
    }
}
