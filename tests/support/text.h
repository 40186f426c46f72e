/* text.h - texts that live until the end of the test

   A failing assertion leaves a test by longjmp(3), past every free(3).  So
   what a test puts together is kept in one list, which suite.c empties. */

#ifndef TEST_TEXT_H
#define TEST_TEXT_H

/* Puts a text together as printf(3) does.  Never NULL. */
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Takes over a text from malloc(3), such as open_memstream(3) makes.  Returns
   it. */
char *text_keep(char *allocated);

/* TEXT with every line indented by INDENT; only the last LINES lines of it
   (0: all), each cut at 110 columns. */
char *text_quoted(const char *text, const char *indent, int lines);

/* The next line of TEXT, or NULL after the last one.  *AT starts as the text
   and moves on. */
char *text_line(const char **at);

/* If LINE, after spaces, is "LABEL: words", the words without the spaces
   around them; otherwise NULL.  They are a part of LINE. */
const char *text_labelled(const char *line, const char *label);

/* If TEXT begins as PATTERN says, where each # is a number ("[# of #]"), puts
   the numbers into NUMBERS and returns the rest of TEXT; otherwise NULL. */
const char *text_match(const char *text, const char *pattern,
                       long long *numbers);

/* Joins the lines that the voice has wrapped: those that begin with eight
   spaces or more continue the line above. */
char *text_unwrapped(const char *text);

/* Every run of spaces and line ends as one space. */
char *text_squeezed(const char *text);

/* Frees them all. */
void texts_forget(void);

#endif
