/* bytes.h - any bytes, made fit to be printed

   Names of processes, paths and labels are chosen by those who are looked at,
   and may hold any byte but 0: an escape sequence would command the terminal of
   whoever looks. */

#ifndef BYTES_H
#define BYTES_H

#include <stddef.h>
#include <stdio.h>

/* The length of the character of UTF-8 (RFC 3629) that TEXT begins with; 0 if
   it begins with none: a wrong byte, or the end of TEXT. */
size_t utf8_length(const char *text);

/* Copies TEXT for a terminal: control characters and what is no UTF-8 become
   \xHH.  What does not fit is cut.  Returns SHOWN. */
const char *shown(const char *text, char *to, size_t size);

/* Writes TEXT as a JSON string with its quotes (RFC 8259); a byte that is no
   UTF-8 becomes U+FFFD.  NULL becomes null. */
void json_string(FILE *out, const char *text);

#endif
