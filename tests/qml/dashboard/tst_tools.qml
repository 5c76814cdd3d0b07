// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession
import ProcessionTest

// The view of the tools: forms, on the server that runs them.
DashboardCase {
    name: "Tools"

    readonly property var tools: ({
            say: {
                argv: ["/bin/echo", "{text}", "x{count}", "{mode}", "{loud}"],
                description: "Says something",
                parameters: {
                    text: {
                        required: true,
                        max_length: 20
                    },
                    count: {
                        type: "integer",
                        min: 1,
                        max: 9,
                        "default": 2
                    },
                    mode: {
                        type: "choice",
                        values: ["plain", "fancy"],
                        "default": "plain"
                    },
                    loud: {
                        type: "boolean",
                        when_true: "LOUD"
                    }
                }
            },
            wait: {
                argv: ["/bin/true"]
            }
        })

    function begin(remote: bool): void {
        closeWindow();
        verify(Bench.beginWith({
            tools: tools,
            remote: remote
        }));
        openWindow();
    }

    function inParameter(name: string, part: string) {
        const row = item("parameter-" + name);
        tryOrTell(() => seek(row, part) !== null, () => part + " isn't shown");
        return seek(row, part);
    }

    function write(name: string, text: string): void {
        const box = inParameter(name, "value") as TextBox;
        // The form may have come this moment, and have no place yet.
        tryOrTell(() => {
            mouseClick(box);
            return box.activeFocus;
        }, () => name + " doesn't take the keyboard");
        box.selectAll();
        for (const letter of text)
            keyClick(letter);
    }

    function test_saysHowToMakeOne(): void {
        click("showTools");
        compare((item("toolsTitle") as Text).text, "No tools yet");
        verify(!isShown("toolsRetry") && !isShown("toolForm"));
        click("toolExample-copy");
        verify(Bench.clipboardText().includes("[tools.backup.parameters.source]"));
    }

    function test_startsATool_data() {
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
    function test_startsATool(data): void {
        begin(data.remote);
        click("showTools");
        compare((item("toolName") as Text).text, "say");
        tryVerify(() => isShown("tool-say") && isShown("tool-wait"));
        compare((inParameter("count", "value") as TextBox).text, "2");
        write("text", "a; ls & b");
        mouseClick(inParameter("mode", "choice"));
        click("choice-fancy");
        mouseClick(inParameter("loud", "tick"));
        click("toolStart");
        tryVerify(() => Bench.dashboard.pageShown);
        const run = Bench.dashboard.selected.processId;
        tryServer(run, "status", "completed");
        compare(Bench.ask(run, "process_type"), "tools_execution");
        tryOrTell(() => Bench.printed(run).includes("a; ls & b x2 fancy LOUD"), () => "it printed " + Bench.printed(run));
        keyClick(Qt.Key_Escape);
        tryVerify(() => isShown("toolForm"));
    }

    function test_refusesAHostileValue(): void {
        begin(false);
        click("showTools");
        click("toolStart");
        tryCompare(inParameter("text", "problem"), "text", "This is required.");
        verify((inParameter("text", "value") as TextBox).wrong);
        verify((inParameter("text", "value") as TextBox).activeFocus); // where it is to be mended
        write("count", "99");
        compare((inParameter("count", "problem") as Text).text, "This must be 1 to 9.");
        write("count", "3");
        compare((inParameter("count", "problem") as Text).text, "A whole number, 1 to 9");
        write("text", "--version"); // only the server knows that it would be an option
        click("toolStart");
        tryOrTell(() => (inParameter("text", "problem") as Text).text.includes("begins with a dash"), () => (inParameter("text", "problem") as Text).text);
        compare(Bench.processIds().length, 0);
        verify(!Bench.dashboard.pageShown);
        write("text", "version");
        keyClick(Qt.Key_Return);
        tryVerify(() => Bench.dashboard.pageShown);
    }

    function test_theKeyboardIsEnough(): void {
        begin(false);
        keyClick("4", Qt.ControlModifier);
        tryVerify(() => isShown("toolForm"));
        item("toolList").forceActiveFocus();
        keyClick(Qt.Key_Down);
        compare((item("toolName") as Text).text, "wait");
        verify(isShown("noParameters"));
        keyClick(Qt.Key_Up);
        compare((item("toolName") as Text).text, "say");
        keyClick(Qt.Key_Return);
        verify((inParameter("text", "value") as TextBox).activeFocus);
        type("hello");
        keyClick(Qt.Key_Return, Qt.ControlModifier);
        tryVerify(() => Bench.dashboard.pageShown);
        keyClick(Qt.Key_Escape);
        tryVerify(() => item("toolList").activeFocus);
    }
}
