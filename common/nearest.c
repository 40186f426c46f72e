/* nearest.c - the name that was probably meant */

#include "nearest.h"

#include <ctype.h>
#include <string.h>

#define LONGEST 64 /* letters; what is longer is nobody's neighbour */

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int same_letter(char a, char b)
{
    return tolower((unsigned char) a) == tolower((unsigned char) b);
}

/* How many edits turn A into B.  Row i, column j is the price of turning the
   first i letters of A into the first j of B; only three rows are needed. */
static int distance(const char *a, const char *b)
{
    int rows[3][LONGEST + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];
    int columns = (int) strlen(b);

    for (int j = 0; j <= columns; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (int j = 1; j <= columns; j++) {
            int replaced = above[j - 1] + !same_letter(a[i - 1], b[j - 1]);
            row[j] = least(replaced, 1 + least(above[j], row[j - 1]));
            if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2])
                && same_letter(a[i - 2], b[j - 1]))
                row[j] = least(row[j], 1 + before[j - 2]);
        }
    }
    return row[columns];
}

const char *nearest(const char *word, const char *(*name)(int index))
{
    const char *found = NULL;
    int best = (int) strlen(word) / 3 + 1; /* only what is below is taken */

    if (strlen(word) > LONGEST)
        return NULL;
    for (int i = 0; name(i); i++) {
        int price = strlen(name(i)) > LONGEST ? best : distance(word, name(i));
        if (price < best) {
            best = price;
            found = name(i);
        }
    }
    return found;
}
