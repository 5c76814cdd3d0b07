// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The expected jobs in the view of alerts, on the server that expects them, here and over the network.
DashboardCase {
    name: "Expectations"

    function begin(remote: bool): void {
        closeWindow();
        verify(Bench.beginWith({
            remote: remote
        }));
        openWindow();
    }

    function show(): void {
        keyClick(Qt.Key_7, Qt.ControlModifier);
        click("alerts-expected");
    }

    function test_standsAndChanges_data() {
        return [
            {
                tag: "here",
                remote: false
            },
            {
                tag: "over the network",
                remote: true
            }
        ];
    }

    function test_standsAndChanges(data): void {
        begin(data.remote);
        show();
        tryOrTell(() => item("alertsTitle") !== null, () => "no picture of an empty list");
        verify(Bench.putExpectation("nightly", {
            every: 86400,
            description: "of the database"
        }));
        tryOrTell(() => seek(item("expectation-nightly"), "expectationState") !== null, () => "the job isn't shown");
        const state = seek(item("expectation-nightly"), "expectationState");
        verify(state.text.startsWith("not heard of yet"), state.text);
        verify(Bench.pingExpectation("nightly", {
            signal: "fail",
            exit_code: 3
        }));
        tryOrTell(() => state.text.startsWith("down"), () => state.text);
        compare(seek(item("expectation-nightly"), "expectationReason").text, "It ended with exit code 3.");
        tryOrTell(() => item("alerts-expected").text === "Expected jobs (1)", () => item("alerts-expected").text);
        verify(Bench.pingExpectation("nightly", {
            signal: "success"
        }));
        tryOrTell(() => state.text.startsWith("in time"), () => state.text);
        compare(item("alerts-expected").text, "Expected jobs");
    }
}
