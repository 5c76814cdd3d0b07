// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sampledocuments.h"

/// Spreadsheets, presentations, books and mails, as Samples has texts.
namespace Procession::Samples {

/// A workbook of sheets, each from what its worksheet has; `attributes` are those of each sheet's entry.
QByteArray xlsx(const QList<QByteArray> &sheets, const QByteArray &strings = {}, const Parts &more = {},
                const QByteArray &attributes = {});
QByteArray ods(const QByteArray &tables);
/// An OpenDocument presentation whose slides are this XML; the style Hid hides a slide.
QByteArray odp(const QByteArray &slides, const QByteArray &beforeRoot = {});
/// A presentation of slides; the notes of slide N are the part `ppt/notesSlides/notesSlideN.xml`.
QByteArray pptx(const QList<QByteArray> &slides, const Parts &more = {});
QByteArray slide(const QByteArray &shapes, const QByteArray &attributes = {});
/// A box of text on a slide; `type` is that of its placeholder.
QByteArray shape(const QByteArray &text, int x, int y, const QByteArray &type = {});
/// A book whose chapters are read in reverse order.
QByteArray epub(const QList<QByteArray> &chapters, const Parts &more = {});
/// A mail with some heads besides From, To and Date.
QByteArray mail(const QByteArray &heads, const QByteArray &body);

std::vector<Sample> goodOffice();
std::vector<Sample> hostileOffice();

} // namespace Procession::Samples
