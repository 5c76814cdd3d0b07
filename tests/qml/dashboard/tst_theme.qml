// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Procession

// Whether what is drawn can be told from what it is drawn on, by the measure of WCAG 2.
TestCase {
    name: "Theme"

    function part(value: real): real {
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    function luminance(shade: color): real {
        return 0.2126 * part(shade.r) + 0.7152 * part(shade.g) + 0.0722 * part(shade.b);
    }

    function contrast(first: color, second: color): real {
        const a = luminance(first);
        const b = luminance(second);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    function cleanup(): void {
        Theme.dark = false;
    }

    function test_theMeasure(): void {
        fuzzyCompare(contrast(Qt.rgba(0, 0, 0, 1), Qt.rgba(1, 1, 1, 1)), 21, 0.01);
        fuzzyCompare(contrast(Qt.rgba(0x77 / 255, 0x77 / 255, 0x77 / 255, 1), Qt.rgba(1, 1, 1, 1)), 4.48, 0.01);
    }

    Component {
        id: searchField
        SearchField {}
    }
    Component {
        id: choiceBox
        ChoiceBox {
            entryPrefix: "entry-"
        }
    }
    Component {
        id: chip
        StatusChip {
            status: StatusText.Failed
            count: 1
            chosen: false
        }
    }
    Component {
        id: choice
        StatusChoice {
            status: StatusText.Failed
            chosen: false
        }
    }

    function test_aControlsEdge_data() {
        let rows = [];
        for (const dark of [false, true]) {
            for (const [name, part] of [["field", searchField], ["choice box", choiceBox], ["tile", chip], ["choice", choice]])
                rows.push({tag: (dark ? "dark " : "light ") + name, dark, part});
        }
        return rows;
    }

    function test_aControlsEdge(data): void {
        Theme.dark = data.dark;
        const control = createTemporaryObject(data.part, this);
        for (const ground of [control.background.color, Theme.background]) {
            const measured = contrast(control.background.border.color, ground);
            verify(measured >= 3, "the edge is " + measured.toFixed(2) + ":1 on " + ground);
        }
    }

    function test_contrast_data() {
        const grounds = ["surface", "background", "hover", "selection"];
        const text = ["text", "dimText", "accent", "danger", "pending", "running", "completed", "failed", "cancelled", "timeout", "quiet"];
        const shapes = ["controlBorder", "disabledText", "scrollBar"];
        let rows = [];
        for (const dark of [false, true]) {
            const add = (front, ground, least) => rows.push({tag: (dark ? "dark " : "light ") + front + " on " + ground, dark, front, ground, least});
            for (const ground of grounds) {
                for (const front of text)
                    add(front, ground, 4.5);
                for (const front of shapes)
                    add(front, ground, 3);
            }
            add("warning", "warningSurface", 4.5);
            add("accentedText", "accent", 4.5);
        }
        return rows;
    }

    function test_contrast(data): void {
        Theme.dark = data.dark;
        const measured = contrast(Theme[data.front], Theme[data.ground]);
        verify(measured >= data.least, data.tag + " is " + measured.toFixed(2) + ":1");
    }
}
