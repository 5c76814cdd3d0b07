// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The graph of what waits for what, on the page of a process.
DashboardCase {
    name: "Graph"

    function graph(): GraphView {
        return item("graph") as GraphView;
    }

    // Fetch, then two in parallel, then one after both, and one at the end.
    function startFive(): void {
        verify(Bench.start({process_id: "fetch", name: "Fetch", process_type: "background_job", status: "running"}));
        verify(Bench.start({process_id: "resize", name: "Resize", process_type: "background_job", depends_on: ["fetch"]}));
        verify(Bench.start({process_id: "index", name: "Index", process_type: "background_job", depends_on: ["fetch"]}));
        verify(Bench.start({process_id: "pack", name: "Pack", process_type: "background_job", depends_on: ["resize", "index"]}));
        verify(Bench.start({process_id: "upload", name: "Upload", process_type: "background_job", depends_on: ["pack"]}));
    }

    function open(processId: string): void {
        click("row-" + processId);
        keyClick(Qt.Key_Return);
        tryVerify(() => isShown("page"));
    }

    function clickNode(processId: string): void {
        const view = graph();
        tryVerify(() => view.middleOf(processId).x > 0 && isInPlace(view));
        const middle = view.middleOf(processId);
        mouseClick(view, middle.x, middle.y);
    }

    function trySummary(text: string): void {
        tryOrTell(() => (item("graphSummary") as Text).text === text, () => "it says " + (item("graphSummary") as Text).text);
    }

    function test_isThereWhereSomethingDepends(): void {
        verify(Bench.start({process_id: "alone", name: "Alone", process_type: "background_job", status: "running"}));
        open("alone");
        verify(!isShown("showGraph"));
        verify(Bench.start({process_id: "child", name: "Child", process_type: "background_job", depends_on: ["alone"]}));
        tryVerify(() => isShown("showGraph"));
        click("showGraph");
        trySummary("2 processes: 1 pending, 1 running");
        verify(!isShown("output"));
        click("showOutput");
        tryVerify(() => isShown("output"));
        verify(!isShown("graph"));
    }

    function test_aClickOpensTheOther(): void {
        startFive();
        open("fetch");
        click("showGraph");
        trySummary("5 processes: 4 pending, 1 running");
        clickNode("pack");
        tryCompare(item("pageName"), "text", "Pack");
        verify(isShown("graph"));
        graph().forceActiveFocus();
        keyClick(Qt.Key_Right);
        keyClick(Qt.Key_Return);
        tryCompare(item("pageName"), "text", "Upload");
    }

    function test_statusesChangeLive(): void {
        startFive();
        open("upload");
        click("showGraph");
        trySummary("5 processes: 4 pending, 1 running");
        verify(Bench.report("fetch", {status: "completed"}));
        trySummary("5 processes: 4 pending, 1 completed");
        verify(Bench.report("resize", {status: "running", progress: 40}));
        trySummary("5 processes: 3 pending, 1 running, 1 completed");
        verify(Bench.report("resize", {status: "failed", error_message: "no memory"}));
        trySummary("5 processes: 1 pending, 1 completed, 1 failed, 2 cancelled");
        Bench.dashboard.retry("resize");
        trySummary("5 processes: 4 pending, 1 completed");
    }

    function test_isSpoken(): void {
        startFive();
        open("fetch");
        click("showGraph");
        trySummary("5 processes: 4 pending, 1 running");
        const view = graph();
        tryVerify(() => view.spoken.startsWith("Fetch: Running"));
        view.forceActiveFocus();
        keyClick(Qt.Key_Right);
        tryVerify(() => view.spoken.includes("Waits for 1"));
        click("graphFit");
        const zoom = view.zoom;
        verify(zoom > 0.1);
        view.forceActiveFocus();
        keyClick("+");
        verify(view.zoom > zoom);
        click("graphFit");
        compare(view.zoom, zoom);
        click("graphFollow");
        verify(view.following);
    }
}
