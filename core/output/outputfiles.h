// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "descriptor.h"
#include "outputkey.h"
#include "result.h"

#include <QByteArrayList>

#include <span>
#include <sys/uio.h>

namespace Procession {

/// The system's calls on the folders of outputs: no step of a path below the root follows a link, and all that is made is
/// its owner's alone. Where one fails, errno says why. Threads: any.
namespace OutputFiles {

/// The folder of a process's output.
Descriptor openProcess(const QByteArray &root, const QByteArray &processFolder);
/// The folder of an attempt's output. With `make` it is made where it isn't there, with those above it, and with
/// `syncs` they are on the disk then.
Descriptor openAttempt(const QByteArray &root, const OutputKey &key, bool make = false, bool syncs = false);
/// A file in the folder, as openat() does.
Descriptor openFile(const Descriptor &folder, const QByteArray &name, int flags);
/// The names in the folder, in no order; nothing where it can't be read.
std::optional<QByteArrayList> namesIn(const Descriptor &folder);
/// The bytes from `from` up to `to`, or to the end of the file where that comes first; nothing where it can't be read.
std::optional<QByteArray> read(const Descriptor &file, qint64 from, qint64 to);
/// Whether all the bytes are written there. It changes the vectors.
bool writeAll(const Descriptor &file, std::span<iovec> vectors, qint64 at);
bool rename(const Descriptor &folder, const QByteArray &from, const QByteArray &to);
/// Removes a file; the bytes that it had.
qint64 remove(const Descriptor &folder, const QByteArray &name);
/// The outputs that are there: of each process, as attempt 0.
std::vector<OutputKey> processesIn(const QByteArray &root);
/// Removes the output of a process; the bytes that it had.
qint64 removeProcess(const QByteArray &root, const OutputKey &process);

/// StoreUnavailable, by errno.
Error writeError(const QByteArray &root);
/// Io, by errno.
Error readError(const QByteArray &root);

} // namespace OutputFiles

} // namespace Procession
